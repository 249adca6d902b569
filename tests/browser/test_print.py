"""What a browser prints of a list: every row, where the screen has a grid of ten."""

from playwright.sync_api import expect


def test_every_row_of_a_list_is_printed(reader):
    reader.open("/pupils", school="Mumblehaven High School", view="Severely absent")
    reader.settles()
    rows, grid = (
        reader.page.locator(".on-paper tbody tr"),
        reader.page.get_by_test_id("stDataFrame"),
    )
    hint, switch = (reader.page.locator(".on-screen"), reader.page.locator(".stCheckbox"))
    for on_screen in (grid, hint, switch):
        expect(on_screen.first).to_be_visible()
    expect(rows.first).to_be_hidden()
    reader.page.emulate_media(media="print")
    for on_screen in (grid, hint, switch):
        expect(on_screen.first).to_be_hidden()
    expect(rows.last).to_be_visible()
    assert rows.count() == 14
    expect(rows.first).to_contain_text("85.1%")
    expect(rows.first.locator("td")).to_have_count(reader.page.locator(".on-paper th").count())
