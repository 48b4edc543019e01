"""Invoices, receipts and statements of account: issued once from the ledger, and the same bytes on every later download."""

from growthos_ui.finance.paper.issuing import AtWork, Calls, Document, invoice, receipt, statement

__all__ = ["AtWork", "Calls", "Document", "invoice", "receipt", "statement"]
