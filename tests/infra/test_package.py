from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.package import PackageProblem
from infra.package import build as build_module
from infra.package.archive import EARLIEST, add_tree
from infra.package.build import LIMIT, Package, package
from infra.package.bytecode import compile_tree
from infra.package.prune import AWS_SERVICES, prune
from infra.stages import HOME, LOCAL


def names(made: Package) -> list[str]:
    with zipfile.ZipFile(made.archive) as archive:
        return archive.namelist()


def test_it_holds_the_application_and_what_it_imports(local_package: Package) -> None:
    found = set(names(local_package))
    assert {"app.py", "chalice/app.py", "chalicelib/core/http.py", "pynamodb/models.py"} <= found
    assert len(names(local_package)) == len(found), "a file is in the archive twice"


def test_it_stays_below_its_limit_without_what_nobody_calls(local_package: Package) -> None:
    assert local_package.archive.stat().st_size < LIMIT
    services = {name.split("/")[2] for name in names(local_package) if name.startswith("botocore/data/")}
    assert {service for service in services if "." not in service} == AWS_SERVICES
    assert not [name for name in names(local_package) if "/tests/" in name or ".dist-info/" in name]


def test_every_module_is_compiled_and_loaded_without_looking_at_its_source(local_package: Package) -> None:
    tag = f".{sys.implementation.cache_tag}.pyc"
    with zipfile.ZipFile(local_package.archive) as archive:
        modules = [name for name in archive.namelist() if name.endswith(".py")]
        for name in modules:
            folder, _, file = name.rpartition("/")
            cached = f"{folder}/__pycache__/{file[:-3]}{tag}".removeprefix("/")
            flags = int.from_bytes(archive.read(cached)[4:8], "little")
            assert flags == 0b01, f"{cached} is checked against its source"
    assert "app.py" in modules


def test_it_imports_without_any_installed_package(local_package: Package, tmp_path: Path) -> None:
    with zipfile.ZipFile(local_package.archive) as archive:
        archive.extractall(tmp_path)
    modules = "app, boto3, pynamodb.models, requests"
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import {modules}; print(app.app.app_name)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("dashspot", 0), done.stderr


def test_entries_carry_no_time_and_everybody_may_read_them(local_package: Package) -> None:
    with zipfile.ZipFile(local_package.archive) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {EARLIEST}
        assert {entry.external_attr >> 16 & 0o444 for entry in archive.infolist()} == {0o444}


def test_the_same_sources_make_the_same_package(local_package: Package, tmp_path: Path) -> None:
    assert package(LOCAL, tmp_path).digest == local_package.digest


def test_the_template_refers_to_the_archive_beside_it(local_package: Package) -> None:
    found = [
        resource["Properties"]["CodeUri"]
        for resource in local_package.read_template()["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    assert set(found) == {"./deployment.zip"}


def test_lambda_stages_refuse_an_old_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build_module, "OLDEST_ON_LAMBDA", (99, 0))
    with pytest.raises(PackageProblem, match=r"stage home is deployed on Python 3\.12 or newer"):
        package(HOME, tmp_path)


def test_a_module_that_does_not_compile_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def f(:\n")
    with pytest.raises(ValueError, match=r"broken\.py"):
        compile_tree(tmp_path)


def test_an_archive_does_not_depend_on_order_or_times(tmp_path: Path) -> None:
    archives = []
    for number, order in enumerate((("a.txt", "b.txt"), ("b.txt", "a.txt"))):
        tree = tmp_path / str(number)
        tree.mkdir()
        for name in order:
            (tree / name).write_text(name)
        made = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(made, "w") as archive:
            add_tree(archive, tree)
        archives.append(made.read_bytes())
    assert archives[0] == archives[1]


def test_pruning_keeps_used_services_and_code_called_docs(tmp_path: Path) -> None:
    kept = ("botocore/data/sqs/service.json", "botocore/docs/method.py", "botocore/data/endpoints.json", "a/b.py")
    gone = ("botocore/data/ec2/service.json", "a/tests/test_b.py", "a-1.0.dist-info/METADATA", "a/b.pyi", "bin/a")
    for name in (*kept, *gone):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    prune(tmp_path)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()) == sorted(kept)
