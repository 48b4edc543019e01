import time
from psycopg.types.json import Jsonb
from tests.cast import NORTHGATE, FARAH
from tests.database import sign_in
from tests.finance.desk import freeze
from tests.finance.test_import_files import TODAY, take

import os
N=int(os.environ.get("N","1000"))

def test_time(database, server):
    import subprocess, glob, os
    from growthos_ui.embedded.binaries import program
    d=str(server._folder.path) if hasattr(server,'_folder') and hasattr(server._folder,'path') else None
    pass
    newest=str(server._folder.cluster/'postgresql.auto.conf'); print(newest)
    open(newest,'a').write("track_functions='all'\n")
    pid=int(open(os.path.dirname(newest)+'/postmaster.pid').readline()); os.kill(pid, 1); time.sleep(1)
    def cpu(c):
        b=c.info.backend_pid; f=open(f'/proc/{b}/stat').read().rsplit(')',1)[1].split(); return (int(f[11])+int(f[12]))/100
    def top(title):
        time.sleep(1.2)
        with database.as_owner() as o:
            o.execute("select pg_stat_force_next_flush()")
        with database.as_owner() as o:
            print('==',title)
            for r in o.execute("select funcname, calls, round(total_time), round(self_time) from pg_stat_user_functions where self_time>150 order by self_time desc limit 22").fetchall(): print('  ',r)
    freeze(database, TODAY)
    with database.as_owner() as o:
        o.execute("""insert into public.users (id, organization_id, email, full_name, role) select md5('u'||g)::uuid, %s, 'g'||g||'@x.example','Gen '||g,'student' from generate_series(1,""" + str(N) + """) g""",[NORTHGATE.id])
        o.execute("""insert into public.students (id, organization_id, user_id) select md5('s'||g)::uuid, %s, md5('u'||g)::uuid from generate_series(1,""" + str(N) + """) g""",[NORTHGATE.id])
        o.execute("insert into public.courses (id, organization_id, title, price, currency, max_installments) values (md5('c')::uuid,%s,'Bulk',4000,'PKR',12)",[NORTHGATE.id])
        o.execute("""insert into public.course_enrollments (organization_id, student_id, course_id, enrolled_at, payment_status) select %s, md5('s'||g)::uuid, md5('c')::uuid, '2025-02-01 12:00+05','pending' from generate_series(1,""" + str(N) + """) g""",[NORTHGATE.id])
        codes=[r[0] for r in o.execute("select student_code from public.students where full_name like 'Gen %'").fetchall()]
    with database.as_owner() as o:
        o.execute("analyze")
    rows=[]
    for c in codes:
        for k in range(4):
            rows.append({"row":len(rows)+2,"student":c,"course":"Bulk","amount":"1000","due":f"2025-0{k+1}-10"})
    with database.acting_as(sign_in(database, FARAH), keep=True) as c:
        c.execute("set local statement_timeout=0")
        n=take(c,"installments")
        t=time.time(); r=c.execute("select count(*) from private.check_installments(%s)",[Jsonb(rows)]).fetchone(); print("check", time.time()-t, r)
        t=time.time(); r=c.execute("select private.import_installments(%s,%s)",[n,Jsonb(rows)]).fetchone(); print("import", time.time()-t, r)
        t=time.time(); c.execute("set constraints all immediate"); print("constraints", time.time()-t, "CPU", cpu(c))
    top("installments")
