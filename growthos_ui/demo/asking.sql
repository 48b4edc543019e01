-- What the demo's learners asked for help with, and what was said about it, at the organisation in ask_run (organization_id,
-- timezone, moment, desk: who answers). Set-based, the same for the same moment, safe to repeat at a later one: what was asked
-- by then is added, and what stands stays as it is. Who asks, when and what follows from the id of the learner, and nothing is
-- asked by somebody who has done nothing.
create temporary table ask_word (n int primary key, category text, priority text, subject text, message text, answer text) on commit drop;
insert into ask_word values
  (0, 'technical', 'high', 'A recording stops', 'The recording of this week stops after two minutes. I tried two browsers.',
      'Thank you for telling us. It was put up anew; please open the page once more and try again.'),
  (1, 'technical', 'medium', 'No sound in a recording', 'I can see the lecturer but I hear nothing. Other pages have sound.',
      'The recording has sound on our side. Is the small loudspeaker below the picture crossed out?'),
  (2, 'account', 'high', 'I cannot sign in', 'It says that my password is wrong, and no mail comes when I ask for a new one.',
      'The mail went to your old address. We have put the new one in; please ask for a password again.'),
  (3, 'account', 'low', 'My name is spelled wrong', 'There is one letter too many in my family name. It will be on the certificate.',
      'It is put right. Please look at your page, and tell us if anything else is wrong.'),
  (4, 'billing', 'medium', 'A receipt for my employer', 'My employer pays the fee back and asks for a receipt of the last installment.',
      'It is on its way to you by mail. All receipts stand on your page, too.'),
  (5, 'billing', 'medium', 'Can I pay a week later?', 'My salary comes on the 7th. Can the next installment wait until then?',
      'The finance desk decides that. We have passed it on, and you will hear by tomorrow.'),
  (6, 'general', 'low', 'When is the next live class?', 'I missed the last one and cannot find the day of the next.',
      'It is on Thursday at six in the evening. The link stands on your page from the day before.'),
  (7, 'general', 'medium', 'More time for an assignment', 'I was ill last week. May I hand in a few days later?',
      'Your mentor can give you more time. We have asked them to write to you.'),
  (8, 'complaint', 'urgent', 'Locked out before the deadline', 'I paid yesterday and still cannot open the course. I have to hand in tonight.',
      'Your payment has arrived, and the course is open again. Sorry for the fright.'),
  (9, 'complaint', 'medium', 'No mark for two weeks', 'I handed in two weeks ago and have heard nothing.',
      'That is too long. We have asked for it to be reviewed this week.'),
  (10, 'feedback', 'low', 'Thank you for the transcripts', 'They help a lot on the train. Could the older recordings have them, too?',
      'Thank you, we are glad. The older ones follow one after the other.'),
  (11, 'technical', 'medium', 'A file is too large', 'My work is a file of 60 MB, and it is refused.',
      'Please put it into a shared folder and hand in the link to it.');

-- One learner in four asks once, on one of the first 150 days of their course, between eight in the morning and ten at night.
create temporary table ask_course on commit drop as
select e.student_id, max(b.start_date) as began
from public.course_enrollments as e
join ask_run as run on run.organization_id = e.organization_id
join public.batches as b on b.organization_id = e.organization_id and b.id = e.batch_id
group by e.student_id;
create temporary table ask_new on commit drop as
select a.*, md5(a.student_id || ' ticket')::uuid as id, extract(epoch from run.moment - a.at) / 3600 as hours, run.desk, run.moment,
       (private.setting(a.organization_id, 'support.sla_hours') ->> a.priority)::int * interval '1 hour' as within
from (
  select s.id as student_id, s.organization_id, s.user_id, d.dice, w.*,
         (c.began + d.dice / 4 % 150 + time '08:00' + d.dice / 150 % 840 * interval '1 minute') at time zone run.timezone as at
  from public.students as s
  join ask_run as run on run.organization_id = s.organization_id
  join ask_course as c on c.student_id = s.id
  cross join lateral (select ('x' || substr(md5(s.id || ' asks'), 1, 7))::bit(28)::int as dice) as d
  join ask_word as w on w.n = d.dice / 7 % 12
  where d.dice % 4 = 0
    and exists (select from public.student_recordings as r where r.organization_id = s.organization_id and r.student_id = s.id)
) as a cross join ask_run as run
where a.at < run.moment and not exists (select from public.support_tickets as t where t.id = md5(a.student_id || ' ticket')::uuid);
alter table ask_new add column state text, add column answered timestamptz;
-- The older, the further: what was asked within a day is mostly open, after four days it is mostly resolved.
update ask_new set state = case
    when hours < 6 and dice / 41 % 4 > 0 then 'open' when hours < 96 and dice / 11 % 3 = 0 then 'open'
    when hours < 96 or (hours < 240 and dice / 13 % 8 = 0) then 'in_progress'
    else 'resolved' end;
-- Four in five are answered in time.
update ask_new set answered = least(at + within * (5 + dice / 17 % 120) / 100, moment - interval '1 minute') where state <> 'open';

insert into public.support_tickets (id, organization_id, student_id, subject, message, category, priority, status, assigned_to, opened_by,
                                    first_response_at, resolved_at, created_at)
select a.id, a.organization_id, a.student_id, a.subject, a.message, a.category, a.priority, a.state,
       case when a.state <> 'open' or a.dice / 19 % 3 = 0 then a.desk[1 + a.dice / 23 % cardinality(a.desk)] end, a.user_id, a.answered,
       case when a.state = 'resolved' then least(a.answered + a.dice / 29 % 40 * interval '1 hour', a.moment) end, a.at
from ask_new as a order by a.at, a.id;

insert into public.support_ticket_replies (id, organization_id, ticket_id, user_id, message, is_internal, created_at)
select md5(a.id || ' ' || r.kind)::uuid, a.organization_id, a.id, r.user_id, r.message, r.kind = 'note', least(r.at, a.moment)
from ask_new as a
cross join lateral (select a.desk[1 + a.dice / 23 % cardinality(a.desk)] as id) as who
cross join lateral (values
  ('answer', who.id, a.answer, a.answered),
  ('note', who.id, 'The same was asked by somebody else this week. Worth looking at.', a.answered + interval '5 minutes'),
  ('thanks', a.user_id, 'Thank you, it works now.', a.answered + interval '3 hours')) as r (kind, user_id, message, at)
where a.answered is not null
  and (r.kind = 'answer' or r.kind = 'note' and a.dice / 31 % 5 = 0 or r.kind = 'thanks' and a.state = 'resolved' and a.dice / 37 % 2 = 0)
order by r.at;

-- What was resolved a week ago is closed, as the night does it.
update public.support_tickets as t set status = 'closed'
from ask_new as a where t.id = a.id and t.resolved_at <= a.moment - interval '7 days';
update public.support_tickets as t set closed_at = t.resolved_at + interval '7 days' from ask_new as a where t.id = a.id and t.status = 'closed';
analyze public.support_tickets, public.support_ticket_replies;

drop table ask_new, ask_course, ask_word, ask_run;
