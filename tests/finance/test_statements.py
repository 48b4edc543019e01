"""Statements as banks send them: what came in, what went out, from whom and why; and nothing that hides in XML."""

from __future__ import annotations

import pytest

from growthos_ui.errors import GrowthError
from growthos_ui.finance.imports import camt
from growthos_ui.finance.imports.kinds import KINDS
from growthos_ui.finance.imports.mapping import guessed
from growthos_ui.finance.imports.reading import read_rows
from growthos_ui.finance.imports.sheet import read_sheet

CAMT = """<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>12345678/0001</Id></Othr></Id></Acct>
<Ntry><Amt Ccy="PKR">1500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-02-03</Dt></BookgDt>
 <NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Alice Ahmed</Nm></Pty></Dbtr></RltdPties>
 <RmtInf><Ustrd>INV-STU000001-01</Ustrd><Ustrd>second</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="PKR">12.5</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><DtTm>2026-02-04T09:00:00</DtTm></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
MT940 = """:20:STARTUMS
:25:12345678/0001
:60F:C260201PKR1000,00
:61:2602030203C1500,00NTRFE2E-1//B1
:86:166?00Alice Ahmed
?20INV-STU000001-01
:61:260204D12,5NMSCNONREF
:86:fee
:62F:C260204PKR2487,50
-"""
CSV = "Date;Credit;Debit;Narrative\n03.02.2026;1.500,00;;INV-STU000001-01\n04.02.2026;;12,50;fee\n"
BANK = KINDS["bank"]


@pytest.mark.parametrize("text", [CAMT, MT940, CSV], ids=["camt", "mt940", "csv"])
def test_each_line_is_read_with_its_sign(text):
    sheet = read_sheet(text.encode())
    rows, problems = read_rows(BANK, guessed(BANK, sheet.headings, sheet.rows), sheet.rows)
    assert problems == []
    assert [row["on"] for row in rows] == ["2026-02-03", "2026-02-04"]
    if text is CSV:
        assert [(row["paid_in"], row["paid_out"]) for row in rows] == [("1500.00", None), (None, "12.50")]
    else:
        assert [(row["amount"], row["currency"], row["reference"]) for row in rows] == [
            ("1500.00", "PKR", "E2E-1"),
            ("-12.5", "PKR", None),
        ]
        assert "INV-STU000001-01" in rows[0]["details"]
        assert {row["account"] for row in rows} == {"12345678/0001"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Document/>', "declares entities"),
        (b"<Document><Ntry>", "cannot be read"),
        (b"<Document/>", "no rows below"),
    ],
)
def test_what_is_no_statement_is_refused(content, why):
    with pytest.raises(GrowthError, match=why):
        read_sheet(content)


def test_each_payment_of_a_bundle_is_read_as_often_however_many_there_are(monkeypatch):
    looked = []
    name = camt._name
    monkeypatch.setattr(camt, "_name", lambda element: looked.append(element) or name(element))
    read = []
    for many in (100, 200, 400):
        looked.clear()
        sheet = read_sheet(bundle_of(many))
        assert (len(sheet.rows), sheet.rows[-1][:5]) == (many, ["", "2026-01-05", "1.00", "EUR", f"R{many - 1}"])
        read.append(len(looked))
    assert 0 < (read[1] - read[0]) * 2 == read[2] - read[1]


def bundle_of(many):
    one = '<TxDtls><Refs><EndToEndId>R{}</EndToEndId></Refs><Amt Ccy="EUR">1.00</Amt></TxDtls>'
    bundle = "".join(one.format(each) for each in range(many))
    head = f'<Amt Ccy="EUR">{many}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-01-05</Dt></BookgDt>'
    return f"<Document><Ntry>{head}<NtryDtls>{bundle}</NtryDtls></Ntry></Document>".encode()


def test_a_bundle_of_which_one_says_no_amount_stays_the_one_line_that_it_is():
    parts = '<TxDtls><Amt Ccy="EUR">1.00</Amt></TxDtls>' * 2 + "<TxDtls><Refs/></TxDtls>"
    head = '<Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-01-05</Dt></BookgDt>'
    sheet = read_sheet(f"<Document><Ntry>{head}<NtryDtls>{parts}</NtryDtls></Ntry></Document>".encode())
    assert [row[2] for row in sheet.rows] == ["5.00"]


def entry(amount, inside, sign="CRDT", more=""):
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}<BookgDt><Dt>2026-01-05</Dt></BookgDt>'
        f"<NtryDtls>{inside}</NtryDtls></Ntry>"
    )


def part(amount, *, name="A B", told="", more=""):
    return (
        f'<TxDtls><AmtDtls><InstdAmt><Amt Ccy="USD">9</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
        f"{more}<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><Cdtr><Nm>The school</Nm></Cdtr></RltdPties><RmtInf><Ustrd>{told}</Ustrd></RmtInf></TxDtls>"
    )


_CHARGED = (
    '<Chrgs><Rcrd><Amt Ccy="EUR">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>'
)


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        (entry("500.00", part("500.00")), ["500.00"]),  # what was instructed, in another currency, is not what came
        (entry("497.00", part("500.00", more=_CHARGED)), ["500.00", "-3.00"]),
        (entry("997.00", part("500.00") * 2, more=_CHARGED), ["500.00", "500.00", "-3.00"]),
        (entry("990.00", part("500.00") * 2), ["990.00"]),  # nothing says why ten are missing
        (entry("1000.00", "<Btch><NbOfTxs>2</NbOfTxs></Btch>"), ["1000.00"]),
        (entry("7.00", part("7.00"), more="<Sts><Cd>PDNG</Cd></Sts>") + entry("8.00", part("8.00"), more="<Sts>BOOK</Sts>"), ["8.00"]),
    ],
)  # fmt: skip
def test_the_lines_of_an_entry_are_what_was_paid_and_add_up_to_what_was_booked(said, amounts):
    rows = read_sheet(f"<Document>{said}</Document>".encode()).rows
    assert [row[2] for row in rows] == amounts
    assert {"Charges of the bank"} == {row[6] for row in rows if row[2] == "-3.00"} or "-3.00" not in amounts


@pytest.mark.parametrize(
    "said",
    [
        entry("500.00", part("500.00", told="fees"), sign="DBIT", more="<RvslInd>true</RvslInd>"),
        entry("500.00", part("500.00", told="fees", more="<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"), sign="DBIT"),
    ],
)
def test_what_the_bank_takes_back_names_who_had_paid_and_says_that_it_came_back(said):
    ((_, _, amount, _, _, payer, details),) = read_sheet(f"<Document>{said}</Document>".encode()).rows
    assert (amount, payer, details.startswith("Returned"), details.endswith("fees")) == ("-500.00", "A B", True, True)
    swift = ":20:X\n:60F:C260201EUR1,\n:61:2601050105RC500,00NRTIE2E-1\n:86:?20fees\n"
    ((_, _, amount, _, _, _, details),) = read_sheet(swift.encode()).rows
    assert (amount, details) == ("-500.00", "Returned fees")


def test_what_swift_says_of_a_whole_statement_is_no_word_of_its_last_line():
    said = ":20:X\n:25:pk 36\n:60F:C260201EUR1,\n:61:2601050105C500,00NTRFE2E-1\n:86:?20fees\n:62F:C260105EUR501,\n:86:all\n"
    ((account, *_, details),) = read_sheet(said.encode()).rows
    assert (account, details) == ("PK36", "fees")


def test_a_sign_stands_before_behind_around_or_in_a_column_of_its_own():
    sheet = read_sheet(
        b"Date,Amount,Cr/Dr\n2026-02-03,1.00-,\n2026-02-03,(2.00),\n2026-02-03,3.00,DR\n2026-02-03,4.00,Cr.\n"
    )
    rows, problems = read_rows(BANK, guessed(BANK, sheet.headings, sheet.rows), sheet.rows)
    assert ([(row["amount"], row["way"]) for row in rows], problems) == (
        [("-1.00", None), ("-2.00", None), ("3.00", "out"), ("4.00", "in")],
        [],
    )
