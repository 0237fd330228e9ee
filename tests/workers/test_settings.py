"""Where the stack's settings come from."""

from pathlib import Path

from workers.settings import CHECKOUT, stack_settings


def test_the_data_folder_is_in_the_checkout_unless_it_is_named() -> None:
    assert CHECKOUT / ".nrm" == stack_settings({}).data
    assert Path("/srv/nrm") == stack_settings({"NRM_DATA": "/srv/nrm"}).data


def test_the_option_goes_before_the_environment() -> None:
    assert Path("/srv/b") == stack_settings({"NRM_DATA": "/srv/a"}, data=Path("/srv/b")).data


def test_a_relative_data_folder_is_meant_from_here() -> None:
    assert Path.cwd() / "somewhere" == stack_settings({"NRM_DATA": "somewhere"}).data


def test_an_empty_variable_counts_as_unset() -> None:
    assert stack_settings({}) == stack_settings({"NRM_DATABASE_URL": "", "NRM_TEMPORAL_ADDRESS": "", "NRM_DATA": ""})


def test_a_given_address_does_not_show_when_settings_are_printed() -> None:
    assert "secret" not in repr(stack_settings({"NRM_DATABASE_URL": "postgresql://nrm:secret@db/nrm"}))


def test_the_service_standards_of_a_deployment_are_named_by_the_environment(tmp_path: Path) -> None:
    named = stack_settings({"NRM_SERVICE_STANDARDS": str(tmp_path / "standards.yaml")})
    assert tmp_path / "standards.yaml" == named.service_standards
    assert stack_settings({"NRM_SERVICE_STANDARDS": ""}).service_standards is None
