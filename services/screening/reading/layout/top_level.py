"""Top-level domains: how the domain of an address ends. An end that is none of these was perhaps cut off."""

from __future__ import annotations

_COUNTRIES = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd
    cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge
    gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh
    ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw
    mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb
    sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk
    us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_OTHERS = """
    academy aero agency app art asia bayern berlin bio biz blog build business cafe camp care cat center cloud club
    coach codes coffee com company consulting coop design dev digital earth edu education email energy engineer
    engineering example expert family farm finance fitness food foundation gallery garden global gmbh gov green
    group guru hamburg health home hotel info ing ink int invalid jobs koeln land law legal life live local london
    ltd management marketing media mil mobi money museum name net network news ngo one online ong org page paris
    partners photo photography photos plus press pro productions pub restaurant rocks run school science services
    shop site social software solar solutions space store studio swiss systems team tech technology test tips today
    tools top tours town training travel university vet video vision web website wien wiki work works world wtf xyz
    yoga zone
"""
TOP_LEVEL = frozenset((*_COUNTRIES.split(), *_OTHERS.split()))
