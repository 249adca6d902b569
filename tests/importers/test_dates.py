"""Publication dates and the last day that figures cover: where they come from, in order."""

from datetime import date

import pytest

from attendance.importers import imports
from tests.importers.release_files import PUBLISHED, WEEK_1, WEEK_2, release

DATA_TO = "select cast(data_to as varchar), data_to_source from releases"
NOT_ON_THE_LIST = "2025-02-27"


def test_the_folder_is_named_by_the_publication_date(handover):
    handover.take(release(), on="2024-10-10")
    assert handover.ask("select cast(published as varchar) from releases") == [("2024-10-10",)]


def test_a_folder_further_up_counts_too(handover):
    handover.take(release(), on="2024-10-10/download/data")
    assert handover.ask("select cast(published as varchar) from releases") == [("2024-10-10",)]


def test_the_given_publication_date_wins_over_the_folder(handover):
    handover.take(release(), on="2024-10-10", published=date(2024, 9, 26))
    assert handover.ask("select cast(published as varchar) from releases") == [(PUBLISHED,)]


def test_the_weekly_file_of_the_release_says_the_last_day(handover):
    handover.take(release(), release("weekly", weeks=(WEEK_1, WEEK_2)), on=NOT_ON_THE_LIST)
    assert handover.ask(DATA_TO) == [("2024-09-20", "the weekly file of the release")]


def test_the_weekly_file_may_come_later_than_the_year_to_date(handover):
    handover.take(release(), on=NOT_ON_THE_LIST)
    assert handover.ask(DATA_TO) == [("2025-02-14", "estimated: 13 days before publication")]
    handover.take(release("weekly", weeks=(WEEK_1,)), on=NOT_ON_THE_LIST)
    assert handover.ask(DATA_TO) == [("2024-09-13", "the weekly file of the release")]


def test_a_weekly_file_of_another_release_says_nothing(handover):
    handover.take(release("weekly"), on="2024-10-10")
    handover.take(release(), on=NOT_ON_THE_LIST)
    assert handover.ask(DATA_TO) == [("2025-02-14", "estimated: 13 days before publication")]


def test_a_last_week_without_a_figure_for_england_does_not_count(handover):
    weekly = release("weekly", weeks=("2024-10-21", "2024-10-28"))
    weekly = weekly.without(geographic_level="National", time_identifier="Week 44")
    handover.take(release(), weekly, on="2024-11-14")
    assert handover.ask(DATA_TO) == [("2024-10-25", "the weekly file of the release")]


def test_a_last_week_in_which_england_has_no_sessions_does_not_count(handover):
    weekly = release("weekly", weeks=("2024-10-21", "2024-10-28"))
    counts = [name for name in weekly.columns if name.endswith(("sessions", "absence", "perc"))]
    for column in [*counts, "overall_attendance", "approved_educational_activity"]:
        weekly.put(column, "NaN", geographic_level="National", time_identifier="Week 44")
    handover.take(release(), weekly, on="2024-11-14")
    assert handover.ask(DATA_TO) == [("2024-10-25", "the weekly file of the release")]


@pytest.mark.parametrize(
    ("published", "data_to"), [("2024-09-26", "2024-09-13"), ("2025-03-06", "2025-02-14")]
)
def test_without_a_weekly_file_the_publication_list_says(handover, published, data_to):
    handover.take(release(), on=published)
    assert handover.ask(DATA_TO) == [(data_to, "DfE's publication dates")]


def test_the_given_last_day_wins_over_all(handover):
    handover.take(release(), data_to=date(2024, 9, 18))
    handover.take(release("weekly"))
    assert handover.ask(DATA_TO) == [("2024-09-18", "given at import")]


def test_the_given_last_day_stays_when_the_file_comes_again(handover):
    handover.take(release(), data_to=date(2024, 9, 18))
    handover.take(release(size=2))
    assert handover.ask(DATA_TO) == [("2024-09-18", "given at import")]


def test_giving_another_last_day_for_the_same_file_changes_it(handover):
    handover.take(release())
    assert handover.take(release(), data_to=date(2024, 9, 11)).version is not None
    assert handover.ask(DATA_TO) == [("2024-09-11", "given at import")]


@pytest.mark.parametrize("folder", ["download", "2024-13-45", "26-09-2024"])
def test_without_a_publication_date_the_reader_is_asked(handover, folder):
    path = handover.write(release(), on=folder)
    (told,) = handover.refusals(path)
    assert str(path) in told
    assert "when was it published?" in told and "--published 2024-12-19" in told


@pytest.mark.parametrize(
    ("kind", "on"), [("ytd", "2023-12-19"), ("term", "2024-08-30"), ("weekly", "2024-09-05")]
)
def test_figures_from_after_the_publication_are_refused(handover, kind, on):
    path = handover.write(release(kind), on=on)
    (told,) = handover.refusals(path)
    assert str(path) in told and f"after its publication on {on}" in told
    assert "Check the folder's name, or give the date: --published" in told


@pytest.mark.parametrize("data_to", [date(2024, 9, 27), date(2023, 9, 13)])
def test_a_last_day_outside_the_year_so_far_is_refused(handover, data_to):
    (told,) = handover.refusals(handover.write(release()), data_to=data_to)
    assert f"--data-to {data_to}" in told and "last day that the figures cover" in told


def test_a_path_that_is_not_there_is_an_error_that_names_it(handover):
    handover.folder.mkdir()
    missing = handover.folder / "nowhere.csv"
    with pytest.raises(imports.SourceError, match=r"no file or folder .*nowhere\.csv"):
        imports.import_paths([missing], handover.data_dir)
    assert not handover.data_dir.exists()
