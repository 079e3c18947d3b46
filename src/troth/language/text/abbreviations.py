"""Words before a full stop that does not, or not always, end a sentence."""

from __future__ import annotations


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


NEVER_LAST = _words(
    "e.g i.e eg ie cf vs viz approx incl excl esp resp ca mr mrs ms dr prof messrs rev hon gen capt sgt attn ref"
)

BEFORE_NUMBER = _words(
    "no nos nr art arts sec secs sect para paras p pp fig figs vol ch cl reg regs cap s ss sched rm tel"
    " fax mob ext jan feb mar apr jun jul aug sep sept oct nov dec st"
)

ALSO_WORDS = _words("no art arts fax cap mar s")  # of those above: they end sentences too

SELDOM_LAST = _words(
    "inc ltd co corp pty plc llc llp gmbh bros jr sr dept est al u.s u.k u.s.a u.a.e e.u u.n d.c ph.d b.v"
    " n.v s.a s.r.l ave blvd rd govt min max info tech admin"
)

OFTEN_LAST = _words("etc a.m p.m")

# Words that begin a sentence far more often than they go on with a name.
OPENING = _words(
    "we you they he she it the this that these those our your their its if when where while whenever"
    " whether unless until once by in on at for to from with within without under upon as because since"
    " although though however therefore thus hence additionally moreover furthermore also please all any"
    " each every some no not such other both there here what which who how why may do does can only"
    " nothing nobody except during after before through users customers visitors members people personal"
    " data information cookies one more most many"
)

# What follows a full stop inside the name of a site or a file: no missing space there.
SUFFIXES = _words(
    "com net org info biz gov edu mil int io co app dev me tv eu us uk hk cn jp de fr au ca nz sg my ph"
    " asia example html htm pdf txt js css py php asp aspx net doc docx csv json xml"
)
