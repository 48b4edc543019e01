-- Repeatable. Who is asking. The claims of a transaction say only which person and which sign-in;
-- everything else is looked up, so that a revoked sign-in, a changed role or a deactivated person
-- is true in the very next statement.
--
-- The helpers are called from policies as (select private.…), once per statement. They are
-- plpgsql because its plans are kept for the life of a connection.

do $$
begin
  if to_regtype('private.acting') is null then
    create type private.acting as (
      user_id uuid, organization_id uuid, role text, capabilities text[], sign_in_id uuid
    );
  end if;
end $$;

drop function if exists private.claim(text);

-- The role of the database that goes with somebody's rights: three, because columns are granted to roles and not to people.
create or replace function private.role_of(p_role text, p_capabilities text[]) returns text
language sql immutable parallel safe as $$
  select case when p_role = 'enrollment_manager' and 'support' = any (p_capabilities) then 'growthos_support'
              when p_role in ('superadmin', 'admin', 'enrollment_manager') then 'growthos_staff'
              else 'authenticated' end
$$;

-- The acting person, or nothing. A claim alone is worth nothing: the sign-in must be that person's, and
-- live, and the proof the hash of its secret. Ids of sign-ins are seen in lists; the hash is in none.
--
-- And nobody acts in a role of the database that is not theirs: the login may take each of them, and one holds columns
-- that another does not. Without a role (none) the login has no right, and the owner is the owner.
--
-- A blank setting is what an earlier transaction leaves behind on a pooled connection. The app's
-- connections plan anew for every value; here the plan is always the same, and making it costs ten times the look.
-- It is kept for as long as the connection lives, and may be made within a function that joins by hashing: it would read everybody.
create or replace function private.actor() returns private.acting
language plpgsql stable parallel safe security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_nestloop = on as $$
declare
  found_one private.acting;
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  proof text := claims ->> 'proof';
begin
  -- Sixty-four digits of sixteen; a pattern would take as long as the rest of it.
  if proof is null or length(proof) <> 64 or ltrim(proof, '0123456789abcdef') <> '' then
    return null;
  end if;
  select u.id, u.organization_id, r.role, r.capabilities, s.id
    into found_one
    from public.user_sessions as s
    join public.users as u on u.id = s.user_id
    join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    where s.token_hash = decode(proof, 'hex')
      and s.id::text = claims ->> 'session_id' and s.user_id::text = claims ->> 'sub'
      and s.ended_at is null and s.expires_at > clock_timestamp()
      and u.is_active and not u.login_blocked
      and current_setting('role') in ('none', private.role_of(r.role, r.capabilities));
  return found_one;
end $$;

create or replace function private.actor_id() returns uuid
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return (private.actor()).user_id;
end $$;

create or replace function private.sign_in_id() returns uuid
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return (private.actor()).sign_in_id;
end $$;

-- A job, or the owner's command line: nobody acts, and one organisation at a time is worked for. As at the door, the
-- name of the session decides, which no claim and no SET ROLE can take.
create or replace function private.at_work() returns boolean
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return session_user in ('growthos_worker', current_user) and (private.actor()).user_id is null;
end $$;

-- Names the organisation that a job works for until its transaction ends. Raises jobs.not_at_work 42501.
create or replace function private.work_for(p_organization uuid) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  perform set_config('growthos.organization', p_organization::text, true);
end $$;

-- The one organisation of this transaction. A superadmin works in the one that was chosen, else at home; a job in the
-- one that it named.
create or replace function private.org_id() returns uuid
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  if me.user_id is null then
    return case when private.at_work() then nullif(current_setting('growthos.organization', true), '')::uuid end;
  end if;
  if me.role = 'superadmin' then
    return coalesce(
      (select c.chosen_organization_id from dashboard.sign_in_context as c where c.sign_in_id = me.sign_in_id),
      me.organization_id);
  end if;
  return me.organization_id;
end $$;

-- The base role, whatever the capabilities.
create or replace function private.has_role(variadic roles text[]) returns boolean
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return coalesce((private.actor()).role = any (roles), false);
end $$;

create or replace function private.has_capability(p_capability text) returns boolean
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return coalesce(p_capability = any ((private.actor()).capabilities), false);
end $$;

-- What somebody may act as: the base role and the capabilities, except that marketing and support replace the powers of an
-- enrolment manager. Policies ask for powers, never for roles. The rule stands here alone; without settings of its own it
-- becomes part of whoever asks it.
create or replace function private.may_act(p_me private.acting, p_powers text[]) returns boolean
language sql immutable parallel safe as $$
  select p_me.capabilities && p_powers
    or p_me.role = any (p_powers) and not (p_me.role = 'enrollment_manager' and p_me.capabilities && array['marketing', 'support'])
$$;

-- Whether the actor holds one of these powers.
create or replace function private.has_power(variadic powers text[]) returns boolean
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  return coalesce(private.may_act(me, powers), false);
end $$;

-- The same for policies, which say `is not null`: true, or nothing at all, and never false.
create or replace function private.holding(variadic powers text[]) returns boolean
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  return nullif(private.may_act(me, powers), false);
end $$;

-- The acting person, if they hold one of these powers; else nothing.
create or replace function private.acting_as(variadic powers text[]) returns uuid
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  return case when private.may_act(me, powers) then me.user_id end;
end $$;

-- The organisation of whoever holds one of these powers; else nothing. In one look: asked apart, they are two.
create or replace function private.org_of(variadic powers text[]) returns uuid
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  if not coalesce(private.may_act(me, powers), false) then
    return null;
  end if;
  if me.role = 'superadmin' then  -- as private.org_id, without looking the sign-in up again
    return coalesce(
      (select c.chosen_organization_id from dashboard.sign_in_context as c where c.sign_in_id = me.sign_in_id),
      me.organization_id);
  end if;
  return me.organization_id;
end $$;

-- Acts before anybody is somebody: the sign-in process, and the owner's command line. The name of the
-- session cannot be taken by SET ROLE, so no claim opens this door.
create or replace function private.at_the_door() returns boolean
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return session_user in ('growthos_sign_in', current_user);
end $$;

-- The learners of the acting mentor: for rows that can only be scoped through the student.
create or replace function private.my_students() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  return array(
    select s.id from public.students as s
    where s.organization_id = me.organization_id
      and (me.role = 'mentor' and s.mentor_id = me.user_id or me.role = 'student' and s.user_id = me.user_id));
end $$;

-- The same people as accounts.
create or replace function private.my_student_users() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  return array(
    select s.user_id from public.students as s
    where s.organization_id = me.organization_id and me.role = 'mentor' and s.mentor_id = me.user_id);
end $$;

-- Whose sign-ins an admin may not see: of the acting organisation, as nobody reads those of another.
create or replace function private.superadmins() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return array(
    select r.user_id from public.user_roles as r
    where r.role = 'superadmin' and r.revoked_at is null and r.organization_id = private.org_id());
end $$;

-- What the acting learner is enrolled in, and what is unlocked there.
create or replace function private.my_courses() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return array(
    select e.course_id from public.course_enrollments as e
    where e.user_id = private.actor_id() and e.status in ('active', 'completed'));
end $$;

create or replace function private.my_batches() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return array(
    select e.batch_id from public.course_enrollments as e
    where e.user_id = private.actor_id() and e.status in ('active', 'completed') and e.batch_id is not null);
end $$;

create or replace function private.my_recordings() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return array(
    select q.recording_id from public.sequential_unlocks as q
    where q.user_id = private.actor_id() and q.revoked_at is null);
end $$;

create or replace function private.is_feature_enabled(p_flag text) returns boolean
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  -- What holds without a row of the organisation is said beside the table (sql/growth).
  return coalesce(private.flag(private.org_id(), p_flag), false);
end $$;

-- The batches that the acting mentor's learners are in, for the live classes of theirs.
create or replace function private.my_student_batches() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  -- one learner of each batch is looked for, in place of all learners for their batches
  return array(
    select b.id from public.batches as b
    cross join lateral (
      select from public.course_enrollments as e
      where e.organization_id = me.organization_id and me.role = 'mentor' and e.mentor_id = me.user_id
        and e.batch_id = b.id and e.status in ('active', 'completed') limit 1) as one
    where b.organization_id = me.organization_id);
end $$;

-- The live classes that the acting mentor hosts.
create or replace function private.my_sessions() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  return array(
    select s.id from public.success_sessions as s
    where s.organization_id = me.organization_id and me.role = 'mentor' and s.mentor_id = me.user_id);
end $$;

-- The tickets that the acting mentor (of their learners, or given to them) or learner may see.
create or replace function private.my_tickets() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  return array(
    select t.id from public.support_tickets as t
    where t.organization_id = me.organization_id
      and (me.role = 'mentor' and (t.mentor_id = me.user_id or t.assigned_to = me.user_id)
           or me.role = 'student' and t.user_id = me.user_id));
end $$;

-- The business clock. It stands still only in a demo or a test; sign-ins expire by the real one.
create or replace function private.now() returns timestamptz
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return coalesce((select i.frozen_at from dashboard.installation as i where i.kind in ('demo', 'test')), now());
end $$;

create or replace function private.zone() returns text
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return coalesce((select o.timezone from public.organizations as o where o.id = private.org_id()), 'UTC');
end $$;

create or replace function private.today() returns date
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return (private.now() at time zone private.zone())::date;
end $$;

create or replace function private.start_of_day(p_day date) returns timestamptz
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return p_day::timestamp at time zone private.zone();
end $$;

-- The first statement of every transaction: select set_config('role', private.enter($1, $2), true).
-- It proves the sign-in by its secret and by the rights it was made with, sets the claims, and names
-- the role to take. Anything not right is 28000, and says no more than that.
-- Its plan is kept, as that of private.actor: made anew it would cost three times the look.
create or replace function private.enter(p_token_hash bytea, p_epoch int) returns text
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  me record;
begin
  select s.id, s.user_id, r.role, r.capabilities into me
    from public.user_sessions as s
    join public.users as u on u.id = s.user_id
    join public.user_roles as r on r.user_id = u.id and r.revoked_at is null
    join public.organizations as o on o.id = u.organization_id
    where s.token_hash = p_token_hash and u.sign_in_epoch = p_epoch
      and s.ended_at is null and s.expires_at > clock_timestamp()
      and s.last_seen_at + s.idle_timeout > clock_timestamp()
      and u.is_active and not u.login_blocked and o.status = 'active'
      -- A learner's device never opens the dashboard, nor a dashboard sign-in the learners' site.
      and (s.kind = 'lms') = (r.role = 'student');
  if not found then
    raise exception 'people.sign_in_over' using errcode = '28000';
  end if;
  perform set_config('request.jwt.claims',
    jsonb_build_object('sub', me.user_id, 'role', 'authenticated', 'session_id', me.id,
                       'proof', encode(p_token_hash, 'hex'))::text, true);
  if 'read_only' = any (me.capabilities) then
    perform set_config('transaction_read_only', 'on', true);
  end if;
  return private.role_of(me.role, me.capabilities);
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.enter(bytea, int) to growthos_app;
grant execute on function private.work_for(uuid), private.at_work() to growthos_worker;
grant execute on function
  private.actor(), private.actor_id(), private.sign_in_id(), private.org_id(),
  private.has_role(text[]), private.has_capability(text), private.has_power(text[]), private.holding(text[]),
  private.org_of(text[]), private.acting_as(text[]), private.at_the_door(), private.at_work(),
  private.my_students(), private.my_student_users(), private.superadmins(),
  private.my_courses(), private.my_batches(), private.my_recordings(), private.is_feature_enabled(text),
  private.my_student_batches(), private.my_sessions(), private.my_tickets(),
  private.now(), private.zone(), private.today(), private.start_of_day(date)
  to authenticated, growthos_operations;
