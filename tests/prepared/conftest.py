"""The contract with Django runs before everything else: what it names breaks every other test."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith("tests/prepared/test_contract.py"))
