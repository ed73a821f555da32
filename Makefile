# Everything that is done with the project from a shell. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/bin/uv
PORT ?= 8000
export REGLAMENT_DATA_DIR ?= $(CURDIR)/var
export PYTHONPATH := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help run test check bench screens catalogues lock clean

help: ## этот список
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(UV):
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

# The stamp of the smaller set is not touched by the larger one: `make run` after `make test` has
# nothing to do.
$(VENV)/runtime.stamp: requirements/runtime.txt pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/runtime.stamp
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/test.txt
	@touch $@

PO := $(shell find locales plugins -name '*.po' 2>/dev/null)
$(VENV)/catalogues.stamp: $(PO) $(VENV)/runtime.stamp
	@$(BIN)/python tools/catalogues.py compile
	@touch $@

run: $(VENV)/runtime.stamp $(VENV)/catalogues.stamp ## демонстрационная компания на SQLite; PORT=8000
	@$(BIN)/reglament demo
	@PORT=$(PORT) REGLAMENT_BASE_URL=$${REGLAMENT_BASE_URL:-http://127.0.0.1:$(PORT)} $(BIN)/reglament run

test: $(VENV)/test.stamp $(VENV)/catalogues.stamp ## всё, что нужно тестам, и сами тесты на обеих базах
	@sh tools/chromium.sh
	@$(BIN)/python tools/run_tests.py

check: $(VENV)/test.stamp $(VENV)/catalogues.stamp ## стиль, типы, стены, шаблоны, переводы
	@$(BIN)/python tools/run_checks.py

bench: $(VENV)/test.stamp $(VENV)/catalogues.stamp ## замеры скорости
	@$(BIN)/python -m bench

screens: $(VENV)/test.stamp $(VENV)/catalogues.stamp ## снимки всех экранов в var/screens
	@sh tools/chromium.sh
	@$(BIN)/python tools/screens.py

catalogues: $(VENV)/test.stamp ## собрать строки в каталоги переводов
	@$(BIN)/python tools/catalogues.py extract

lock: | $(UV) ## обновить файлы requirements
	@env -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --group build -o requirements/runtime.txt
	@env -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --group build --group test -o requirements/test.txt

clean: ## убрать окружение и собранное; данные в var остаются
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache
