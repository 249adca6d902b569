"""Meeting pack: what is to be talked about with this school, and are the papers ready?"""

from attendance.ui import layout, pack_sets, packs

layout.page("Meeting pack", rows="pupil")

chosen = packs.chosen()
front = packs.front(chosen)
layout.answer(front.sentences[0])
layout.points(list(front.sentences[1:]))
layout.quiet(f"{chosen.scope.in_words()}.")
packs.downloads(chosen)
pack_sets.agenda(chosen)
packs.contents(chosen)
packs.listing(front.to_agree)
packs.listing(front.overdue)
pack_sets.zips(chosen)
