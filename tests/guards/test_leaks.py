"""scratch"""
import time, pytest, difflib, sys
from django.db import transaction
from tests.guards.leaks import crawl, plant
class Undo(Exception): ...
@pytest.mark.django_db
def test_try(monkeypatch, settings):
    t=time.time(); w=plant.found(monkeypatch); print("base",time.time()-t)
    names=list(crawl.named_patterns()); print(names)
    sys.setrecursionlimit(3000)
    res={}
    try:
        with transaction.atomic():
            t=time.time(); targets=plant.plant_secrets(w,monkeypatch); print("secrets",w.planted,time.time()-t)
            t=time.time(); plant.plant_open(w,monkeypatch,targets); plant.plant_between(w,monkeypatch); print("open",time.time()-t,w.planted)
            begin=[a for _,a in crawl.starts(w,names)]; print(len(begin))
            for who in w.people:
                t=time.time(); res[who]=crawl.walk(w,who,begin); r=res[who]
                from collections import Counter
                print(who,len(r.answers),time.time()-t,Counter(a.status for a in r.answers.values()))
                for a,x in r.answers.items():
                    l=crawl.leaks_in(a,x.text)
                    if l: print("LEAK",who,a,x.status,l[:5])
            raise Undo
    except Undo: pass
    w.refs={}; plant.plant_open(w,monkeypatch)
    for who in w.people:
        t=time.time(); n=0
        client=crawl.client_of(w,who)
        for a,x in res[who].answers.items():
            _,y=crawl.ask(client,a)
            cx,cy=crawl.comparable(x.text),crawl.comparable(y.text)
            if (x.status,cx)!=(y.status,cy):
                n+=1
                if n<12: print("DIFF",who,a,x.status,y.status,__import__("diff").words(cy,cx))
        print(who,n,time.time()-t)
