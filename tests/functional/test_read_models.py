"""A person's read model follows what is kept of their library, whatever happens on the way."""

from __future__ import annotations

import random
from collections.abc import Iterator

import boto3
import pytest

from chalicelib.contexts.browser.building.builder import Builder
from chalicelib.contexts.browser.serving import loaded
from chalicelib.contexts.browser.tasks import resume
from chalicelib.core.catalogue.model_messages import QUEUE as MODELS
from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from chalicelib.core.errors import NotSynced
from tests.functional import building
from tests.functional.building import BUCKET, build, head, library, look_after, object_of, objects, persist, tracks
from tests.functional.dying import dies_at
from tests.functional.interleaved import Died
from tests.functional.queue_messages import PERSON, collection, entities, identifier, message, track
from tests.functional.world import World, shared_world

shared = shared_world(tracks=1, playlists=1)
OTHER = "u_bbbbbbbbbbbbbbbbbbbb"


@pytest.fixture
def world(shared: World) -> Iterator[World]:
    yield shared
    shared.empty()
    loaded.forget()
    for user_id in (PERSON, OTHER):
        for name in objects(user_id):
            boto3.client("s3").delete_object(Bucket=BUCKET, Key=f"people/{user_id}/library/{name}")


def keep(world: World, *names: str, second: float) -> None:
    """Tracks of these names are saved, and no others, as a message tells."""
    world.send(entities(*(track(name) for name in names), second=second))
    world.send(collection([f"spotify:track:{identifier(name)}" for name in names], second=second))
    persist(world)


def deadline() -> Deadline:
    return Deadline.of(None, at_most=300)


# -- from a change to what is served -----------------------------------------------------------------------------------


def test_what_was_kept_is_served_after_the_delay(world: World) -> None:
    keep(world, "one", "two", second=1)
    assert world.run_queue(queue=MODELS) == 0, "more may come"
    with pytest.raises(NotSynced, match="being prepared"):
        library()
    build(world)
    assert tracks() == ["one", "two"]
    assert library().behind_since is None
    assert head().due_at is None, "nothing is left to do"


def test_a_playlist_whose_uri_names_its_owner_still_has_its_name(world: World) -> None:
    found = identifier("mix")
    world.send(
        entities({"kind": "playlist", "id": found, "uri": f"spotify:playlist:{found}", "name": "A mix"}, second=1)
    )
    world.send(collection([f"spotify:user:somebody:playlist:{found}"], second=1, name="PLAYLISTS"))
    persist(world)
    build(world)
    names = library().model.connection.execute("SELECT name FROM playlist_text").fetchall()
    assert names == [("A mix",)]


def test_nothing_kept_is_told_from_being_prepared(world: World) -> None:
    with pytest.raises(NotSynced, match="sync"):
        library()
    assert world.in_queue(MODELS) == 0


def test_what_an_earlier_release_kept_is_built_when_somebody_looks(world: World) -> None:
    keep(world, "one", second=1)
    boto3.client("dynamodb").delete_item(
        TableName="test-coordination", Key={"pk": {"S": f"U#{PERSON}#MODEL"}, "sk": {"S": "MODEL"}}
    )
    world.empty_queues()
    for _ in range(2):
        with pytest.raises(NotSynced, match="being prepared"):
            library()
    assert world.in_queue(MODELS) == 1
    build(world)
    assert tracks() == ["one"]


def test_newer_records_are_told_by_how_long_they_wait(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    before = world.clock.now()
    keep(world, "one", "two", second=2)
    behind = library().behind_since
    assert behind is not None
    assert before <= behind.replace(microsecond=999_999)
    assert tracks() == ["one"]
    build(world)
    assert (tracks(), library().behind_since) == (["one", "two"], None)


def test_a_thousand_changes_give_few_builds_and_the_last_revision_holds_all(world: World) -> None:
    random_ = random.Random(5)
    names = [f"t{number}" for number in range(1000)]
    messages = [entities(track(name), second=1 + number / 1000) for number, name in enumerate(names)]
    rows = [f"spotify:track:{identifier(name)}" for name in names]
    messages += [collection(rows[: 100 * part], second=10 + part) for part in range(1, 11)]
    random_.shuffle(messages)
    built = 0
    for start in range(0, len(messages), 100):
        world.send(*messages[start : start + 100])
        persist(world)
        world.clock.advance(seconds=15)
        built += world.run_queue(queue=MODELS)
    build(world)
    built += world.run_queue(queue=MODELS)
    assert sorted(tracks()) == sorted(names)
    assert built <= 11, f"{built} builds"
    number = int(head().revision.partition("-")[0]) if head().revision else 0  # type: ignore[union-attr]
    assert number <= 11


def test_what_changed_nothing_has_nothing_built(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    keep(world, "one", second=2)
    assert world.in_queue(MODELS) == 0


def test_a_message_that_came_again_is_told_of_whatever_it_changed(world: World) -> None:
    """The try before may have been ended between its writes and its word."""
    keep(world, "one", second=1)
    build(world)
    world.aws.refuse("SendMessageBatch", "AccessDenied", times=1)
    body = entities(track("one", popularity=5, explicit=True), second=2)
    world.send(body)
    received = world.sqs.receive_message(QueueUrl=world.queue_url, VisibilityTimeout=0)
    assert received["Messages"]
    persist(world)
    world.aws.refusals.clear()
    assert head().dirty_since is not None


def test_records_of_a_message_that_fails_each_time_are_served_as_far_as_they_landed(world: World) -> None:
    world.send(collection([f"spotify:track:{identifier(name)}" for name in ("one", "two")], second=1))
    persist(world)
    build(world)
    world.aws.refuse("PutItem", "InternalServerError", status=500, after=1)
    world.send(entities(track("one"), track("two"), second=2))
    persist(world)
    world.aws.refusals.clear()
    build(world)
    assert len([name for name in tracks() if name is not None]) == 1


def test_equal_content_publishes_nothing_but_is_known_to_be_fresh(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    before = head()
    world.send(entities(track("of nobody"), second=2))  # seen somewhere, in nobody's library
    persist(world)
    build(world)
    after = head()
    assert (after.revision, objects()) == (before.revision, objects())
    assert before.built_at is not None
    assert after.built_at is not None
    assert after.built_at > before.built_at


def test_two_revisions_are_kept(world: World) -> None:
    revisions = []
    for number in range(4):
        keep(world, *(f"t{each}" for each in range(number + 1)), second=number + 1)
        build(world)
        revisions.append(head().revision)
    assert len(set(revisions)) == 4
    assert sorted(str(each) for each in revisions) == revisions, "revisions rise"
    assert objects() == sorted(f"{each}.{part}.z" for each in revisions[2:] for part in ("model", "sources"))
    assert head().previous == revisions[2]


def test_without_its_head_a_model_is_numbered_behind_the_objects_that_there_are(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    keep(world, "one", "two", second=2)
    build(world)
    before = head().revision or ""
    boto3.client("dynamodb").delete_item(
        TableName="test-coordination", Key={"pk": {"S": f"U#{PERSON}#MODEL"}, "sk": {"S": "MODEL"}}
    )
    with pytest.raises(NotSynced, match="being prepared"):
        library()
    build(world)
    assert tracks() == ["one", "two"]
    after = head().revision or ""
    assert after > before
    assert {name.partition(".")[0] for name in objects(PERSON)} == {after}, "nothing is left lying"


def test_an_updated_entity_is_read_again_though_it_is_known(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    world.send(entities({**track("one"), "name": "renamed"}, second=2))
    persist(world)
    build(world)
    assert tracks() == ["renamed"]


def test_what_others_syncs_changed_comes_with_a_whole_build_once_somebody_looks(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    world.send(entities({**track("one"), "name": "renamed"}, second=2, user_id=OTHER))
    persist(world)
    build(world)
    assert tracks() == ["one"], "nobody noted it for this person"
    world.clock.advance(days=8)
    assert tracks() == ["one"]
    build(world)
    assert tracks() == ["renamed"]
    assert world.in_queue(MODELS) == 0
    tracks()
    assert world.in_queue(MODELS) == 0, "asked for once"


def test_features_that_were_measured_later_are_in_the_next_revision(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    measured = {"kind": "audio_features", "id": identifier("one"), "source": "reccobeats", "tempo": 120.0}
    world.send(entities(measured, second=2))
    persist(world)
    build(world)
    rows = library().model.connection.execute("SELECT source, tempo FROM feature").fetchall()
    assert rows == [("reccobeats", 120.0)]


def test_notes_are_heeded_until_their_writer_must_have_ended(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    world.send(entities({**track("one"), "name": "renamed"}, second=2))
    persist(world)
    notes = [item for item in world.items("coordination", f"U#{PERSON}#MODEL") if item["sk"].startswith("NOTE#")]
    assert len(notes) == 1
    build(world)
    assert len([item for item in world.items("coordination", f"U#{PERSON}#MODEL") if item["sk"] != "MODEL"]) == 1
    world.clock.advance(minutes=11)
    world.send(collection([], second=3))
    persist(world)
    build(world)
    assert [item["sk"] for item in world.items("coordination", f"U#{PERSON}#MODEL")] == ["MODEL"]


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def test_a_builder_killed_at_any_request_leaves_what_was_served_and_the_next_build_is_right(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    second, died, call = 2, 0, 0
    finished = False
    while not finished:
        for after in (False, True):
            keep(world, "one", f"t{second}", second=second)
            world.empty_queues()  # its message is what the builder is working on
            world.clock.advance(minutes=1)
            before = tracks()
            try:
                with dies_at(call, after=after):
                    Builder(PERSON, services(), deadline()).run()
                finished = True
            except Died:
                died += 1
                served = tracks()
                assert served in (before, ["one", f"t{second}"]), f"killed at request {call}"
                assert (library().behind_since is None) == (served != before)
            look_after(world)
            assert tracks() == ["one", f"t{second}"], f"killed at request {call}"
            assert head().due_at is None
            second += 1
        call += 1
    assert died >= 20
    assert len(objects()) == 4, "what killed builders left is swept away by one that is not"


def test_a_lost_message_only_delays(world: World) -> None:
    keep(world, "one", second=1)
    world.empty_queues()
    assert build(world) == 0
    world.tick(resume)
    assert world.in_queue(MODELS) == 0, "its time has not come"
    look_after(world)
    assert tracks() == ["one"]
    world.clock.advance(minutes=30)
    world.tick(resume)
    assert world.in_queue(MODELS) == 0


def test_a_message_that_cannot_be_sent_does_not_fail_what_was_kept(world: World) -> None:
    world.send(entities(track("one"), second=1), collection([f"spotify:track:{identifier('one')}"], second=1))
    world.aws.refuse("SendMessageBatch", "AccessDenied")
    persist(world)
    world.aws.refusals.clear()
    assert world.in_queue() == 0
    look_after(world)
    assert tracks() == ["one"]


def test_a_build_that_aws_failed_is_tried_again_by_its_message(world: World) -> None:
    keep(world, "one", second=1)
    world.aws.refuse("BatchGetItem", "AccessDeniedException", times=1)
    build(world)
    assert head().revision is None
    assert head().lease is None, "the next one need not wait"
    build(world)
    assert tracks() == ["one"]


def test_of_two_builders_at_once_one_builds(world: World) -> None:
    keep(world, "one", second=1)
    world.clock.advance(minutes=1)
    others: list[object] = []
    world.aws.meanwhile["BatchGetItem"] = lambda: others.append(Builder(PERSON, services(), deadline()).run())
    assert Builder(PERSON, services(), deadline()).run() is not None
    assert others == [None]
    assert tracks() == ["one"]


def test_a_builder_that_outlasts_its_lease_publishes_nothing(world: World) -> None:
    keep(world, "one", second=1)
    world.clock.advance(minutes=1)

    def another_comes() -> None:
        world.clock.advance(minutes=6)
        assert Builder(PERSON, services(), deadline()).run() is not None

    world.aws.meanwhile["BatchGetItem"] = another_comes
    assert Builder(PERSON, services(), deadline()).run() is None
    assert tracks() == ["one"]
    published = head()
    keep(world, "one", "two", second=2)
    build(world)
    assert tracks() == ["one", "two"]
    assert head().previous == published.revision


def test_records_that_land_while_a_build_runs_are_in_the_next_revision(world: World) -> None:
    keep(world, "one", second=1)
    world.clock.advance(minutes=1)
    world.aws.meanwhile["BatchGetItem"] = lambda: keep(world, "one", "two", second=2)
    world.run_queue(queue=MODELS)
    assert head().to_be_built or tracks() == ["one", "two"]
    build(world)
    assert tracks() == ["one", "two"]
    assert library().behind_since is None


def test_a_message_that_comes_while_a_build_runs_is_not_lost(world: World) -> None:
    keep(world, "one", second=1)
    world.clock.advance(minutes=1)

    def change_and_deliver() -> None:
        keep(world, "one", "two", second=2)
        world.clock.advance(minutes=1)
        world.deliver(MODELS)

    world.aws.meanwhile["BatchGetItem"] = change_and_deliver
    world.run_queue(queue=MODELS)
    assert tracks() == ["one", "two"]


@pytest.mark.parametrize("damage", ["missing", "cut off", "nonsense", "another's"])
def test_a_model_that_cannot_be_read_is_built_anew_and_the_one_before_is_served(world: World, damage: str) -> None:
    keep(world, "one", second=1)
    build(world)
    keep(world, "one", "two", second=2)
    build(world)
    broken = head().revision or ""
    world.send(
        entities(track("theirs"), second=1, user_id=OTHER),
        message(
            "library.collection",
            {"name": "SAVED_TRACKS", "rows": [{"uri": f"spotify:track:{identifier('theirs')}"}]},
            1,
            user_id=OTHER,
        ),
    )
    persist(world)
    build(world)
    _damage(broken, damage)
    first = head().previous
    told = library()
    assert (told.revision, tracks()) == (first, ["one"])
    assert told.behind_since is not None
    assert world.in_queue(MODELS) == 1, "built anew, and asked for once"
    build(world)
    assert tracks() == ["one", "two"]
    assert head().revision not in (None, broken)
    assert library().behind_since is None
    assert tracks(OTHER) == ["theirs"]


def test_without_any_model_that_can_be_read_it_is_being_prepared(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    _damage(head().revision or "", "missing")
    for _ in range(2):
        with pytest.raises(NotSynced, match="being prepared"):
            library()
    build(world)
    assert tracks() == ["one"]


def test_lost_sources_are_read_from_the_tables_again(world: World) -> None:
    keep(world, "one", second=1)
    build(world)
    boto3.client("s3").delete_object(Bucket=BUCKET, Key=object_of(head().revision or "", "sources"))
    keep(world, "one", "two", second=2)
    build(world)
    assert tracks() == ["one", "two"]


def test_a_revision_that_was_deleted_while_somebody_opened_it_is_no_damage(world: World) -> None:
    keep(world, "one", second=1)
    build(world)

    def twice_more() -> None:
        for number in (2, 3):
            keep(world, "one", f"t{number}", second=number)
            build(world)

    heads = services().read_models.heads
    read, answers = heads.read, iter([heads.read(PERSON)])
    twice_more()
    heads.read = lambda user_id: next(answers, None) or read(user_id)  # type: ignore[method-assign]
    try:
        assert tracks() == ["one", "t3"]
    finally:
        del heads.read
    assert head().damaged is None


def _damage(revision: str, how: str) -> None:
    loaded.forget()  # who has opened it needs no object
    s3 = boto3.client("s3")
    name = object_of(revision, "model")
    if how == "missing":
        s3.delete_object(Bucket=BUCKET, Key=name)
        return
    body = s3.get_object(Bucket=BUCKET, Key=name)["Body"].read()
    if how == "cut off":
        body = body[: len(body) // 2]
    elif how == "nonsense":
        body = b"no model at all"
    else:
        others = building.head(OTHER).revision or ""
        body = s3.get_object(Bucket=BUCKET, Key=object_of(others, "model", OTHER))["Body"].read()
    s3.put_object(Bucket=BUCKET, Key=name, Body=body)
