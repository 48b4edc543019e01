"""Functions of the law with one condition taken out, or answering always the same."""

from collections.abc import Iterator

import psycopg

# function: (what it means, text in its body, what stands there instead)
EDITS: dict[str, list[tuple[str, str, str]]] = {
    "enter(bytea,integer)": [
        ("enters with old rights", "u.sign_in_epoch = p_epoch", "true"),
        ("enters after the end", "s.ended_at is null", "true"),
        ("enters after the last hour", "s.expires_at > clock_timestamp()", "true"),
        ("enters after long idleness", "s.last_seen_at + s.idle_timeout > clock_timestamp()", "true"),
        ("lets the deactivated in", "u.is_active", "true"),
        ("lets the blocked in", "not u.login_blocked", "true"),
        ("lets a suspended school in", "o.status = 'active'", "true"),
        ("lets a learner's device in as staff", "(s.kind = 'lms') = (r.role = 'student')", "true"),
        ("lets a revoked role in", "and r.revoked_at is null", ""),
        ("forgets who only reads", "perform set_config('transaction_read_only', 'on', true);", ""),
        ("leaves the proof out", "'proof', encode(p_token_hash, 'hex')", "'proof', null"),
    ],
    "role_of(text,text[])": [
        ("makes mentors office staff", "'enrollment_manager') then", "'enrollment_manager', 'mentor') then"),
        ("makes support office staff", "'support' = any (p_capabilities)", "false"),
    ],
    "actor()": [
        ("trusts an ended sign-in", "and s.ended_at is null", ""),
        ("trusts an old sign-in", "and s.expires_at > clock_timestamp()", ""),
        ("trusts the deactivated", "and u.is_active", ""),
        ("trusts the blocked", "and not u.login_blocked", ""),
        ("trusts any name", "and s.user_id::text = claims ->> 'sub'", ""),
        ("trusts any sign-in", "and s.id::text = claims ->> 'session_id'", ""),
        ("needs no proof", "s.token_hash = decode(proof, 'hex')", "true"),
        ("keeps revoked roles", "and r.revoked_at is null", ""),
        ("acts in any role", "in ('none',", "in (current_setting('role'), 'none',"),
    ],
    "may_act(private.acting,text[])": [
        ("lets marketing and support enrol", "and p_me.capabilities && array['marketing', 'support']", "and false"),
        ("knows no capabilities", "p_me.capabilities && p_powers", "false"),
        ("knows no role", "p_me.role = any (p_powers)", "false"),
        ("asks for no power", "select p_me.capabilities", "select true or p_me.capabilities"),
    ],
    "has_power(text[])": [("is always true", "return coalesce(", "return true or coalesce(")],
    "holding(text[])": [("is always true", "return nullif(", "return true or nullif(")],
    "org_of(text[])": [
        ("asks for no power", "if not coalesce(private.may_act(me, powers), false)", "if false"),
        ("knows no choice", "me.role = 'superadmin'", "false"),
    ],
    "acting_as(text[])": [("asks for no power", "private.may_act(me, powers)", "true")],
    "has_role(text[])": [("is always true", "return coalesce(", "return true or coalesce(")],
    "org_id()": [
        ("lets everybody choose", "me.role = 'superadmin'", "true"),
        ("knows no choice", "me.role = 'superadmin'", "false"),
    ],
    "my_students()": [
        ("has all learners", "me.role = 'mentor' and s.mentor_id = me.user_id", "me.role = 'mentor'"),
        ("has none", "me.role = 'mentor' and s.mentor_id = me.user_id", "false"),
    ],
    "my_student_users()": [("has all learners", "and s.mentor_id = me.user_id", "")],
    "superadmins()": [("knows none", "r.role = 'superadmin'", "false")],
    "my_courses()": [
        ("keeps cancelled places", "and e.status in ('active', 'completed')", ""),
        ("has all courses", "e.user_id = private.actor_id()", "true"),
    ],
    "my_batches()": [("keeps cancelled places", "and e.status in ('active', 'completed')", "")],
    "my_recordings()": [
        ("keeps revoked unlocks", "and q.revoked_at is null", ""),
        ("has those of others", "q.user_id = private.actor_id()", "true"),
    ],
    "my_audiences()": [("lets marketing see as enrolment", "private.has_power(me.role)", "true")],
    "is_feature_enabled(text)": [("is always true", "return coalesce(", "return true or coalesce(")],
    "at_the_door()": [("is always open", "session_user in ('growthos_sign_in', current_user)", "true")],
    "audit_view(jsonb)": [("remembers secrets", "'password_hash', ", "")],
    "fill_scope()": [("believes the client", "begin", "begin return new;")],
    "fill_organization()": [("fills nothing", "begin", "begin return new;")],
    "keep_identity()": [("lets rows move", "begin", "begin return new;")],
    "keep_updated_at()": [("forgets the time", "begin", "begin return new;")],
    "deny_change()": [("lets history be written anew", "begin", "begin return null;")],
    "audit()": [("writes nothing down", "begin", "begin return null;")],
    "move_mentor()": [("leaves rows behind", "begin", "begin return null;")],
    "follow_mentor_assignment()": [("moves nobody", "begin", "begin return null;")],
    "require_mentor()": [("takes anybody", "begin", "begin return new;")],
    "raise_sign_in_epoch()": [("keeps old proofs good", "begin", "begin return new;")],
    "end_stale_sign_ins()": [("leaves sign-ins open", "begin", "begin return null;")],
    "end_sign_ins_of_organization()": [("leaves a school signed in", "begin", "begin return null;")],
    "mirror_role()": [("mirrors nothing", "begin", "begin return null;")],
    "keep_a_superadmin()": [("loses the last one", "begin", "begin return null;")],
    "copy_name_to_student()": [("keeps the old name", "begin", "begin return null;")],
}


# Where it shows first: every edit of a function, or one.
TABLES = {
    "is_feature_enabled(text)": "public.assignments",
    "org_id()": "public.courses",
    "org_of(text[]) knows no choice": "public.company_settings",
    "superadmins()": "public.user_sessions",
    "has_power(text[])": "dashboard.saved_views",
    "may_act(private.acting,text[]) lets marketing and support enrol": "public.assignments",
    "my_audiences()": "dashboard.saved_views",
    "my_batches()": "public.batches",
    "my_courses()": "public.available_lessons",
    "my_recordings()": "public.lesson_recordings",
    "my_student_users()": "public.users",
    "my_students()": "public.user_activity_logs",
}


def function_mutants(owner: psycopg.Connection) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield name, break, mend and table. An edit whose text is not in the function any more is itself an error."""
    for signature, edits in EDITS.items():
        (whole,) = owner.execute("select pg_get_functiondef(%s::regprocedure)", [f"private.{signature}"]).fetchone()
        for meaning, text, instead in edits:
            head, found, body = whole.partition("AS $function$")
            if text not in body:
                raise AssertionError(f"private.{signature} has no longer: {text}")
            name = f"{signature} {meaning}"
            yield name, head + found + body.replace(text, instead, 1), whole, TABLES.get(name, TABLES.get(signature))
