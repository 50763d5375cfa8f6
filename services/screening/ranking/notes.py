"""Notes: what ranking needs of a résumé and no opening changes, looked up once when the file is read.

Finding all terms of the catalogue is most of the work of a ranking. With notes, three hundred résumés are ranked again
in a fraction of a second.
"""

from __future__ import annotations

import msgspec

from services.screening.matching.passage import passages
from services.screening.matching.sighting import denials_in, mentions_of, stances_of
from services.screening.matching.stance import Stance
from services.screening.profile import Named, Noted, Profile
from services.screening.ranking.suspicion import suspicion_of, words_in_use
from services.screening.skills.catalogue import Catalogue


def with_notes(profile: Profile, catalogue: Catalogue) -> Profile:
    """Return the profile with notes; rank it by the same catalogue, or they are not used."""
    bare = without_notes(profile)
    every = passages(bare)
    used = words_in_use(every)
    notes = []
    for passage in every:
        mentions = mentions_of(passage, catalogue)
        stances = stances_of(passage, mentions, mentions)
        named = [
            Named(one.term.name, one.start, one.end, int(stance)) for one, stance in zip(mentions, stances, strict=True)
        ]
        named += [
            Named(one.term.name, one.start, one.end, int(Stance.DENIED)) for one in denials_in(passage, catalogue)
        ]
        notes.append(Noted(named, suspicion_of(passage, used)))
    return msgspec.structs.replace(bare, noted=notes, noted_by=catalogue.mark)


def without_notes(profile: Profile) -> Profile:
    return msgspec.structs.replace(profile, noted=None, noted_by="") if profile.noted is not None else profile
