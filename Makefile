# The doors of this repository. Each target makes its own set-up first (tools/setup ends at once when nothing is missing).
.DEFAULT_GOAL := help
.PHONY: help setup demo test long stories browser soak faults fuzz check format tour-doc screenshots samples papers bench lock check-bpmn

BIN := .venv/bin
PORT ?=

help:           ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup:          ## install what is missing
	@tools/setup

demo: setup     ## play one case in the terminal, then open the web chat (RESET=1 starts anew)
	@$(BIN)/dabir demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT))

# In the order of the folders: the stories, which take longest, do not come last.
test: setup     ## the whole suite (ARGS="-k minutes" for a part)
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

long: setup     ## what is too long for the suite: kills of workers, growing databases, scenarios of services
	@$(BIN)/python -m pytest -m long --deselect tests/stories $(ARGS)

stories: setup  ## every entry and a day of each role by chat, by polling and by webhook with restarts; twenty minutes
	@STORIES=whole $(BIN)/python -m pytest tests/stories -m "long or not long" $(ARGS)

browser: setup  ## the whole demo played by clicking in Chromium (PICTURES=folder keeps photographs)
	@$(BIN)/python -m pytest tests/browser $(ARGS)

# SOAK_CONVERSATIONS, SOAK_AT_ONCE, SOAK_SEED and SOAK_REPORT are explained in tests/faults/soak.py.
soak: setup     ## random acts on random processes, then thousands of conversations while all fails; an hour
	@$(BIN)/python -m pytest tests/cases/test_machine.py --hypothesis-profile=soak $(ARGS)
	@$(BIN)/python -m pytest tests/faults/soak.py -s $(ARGS)

faults: setup   ## kills, full disks, stopped databases, jumping clocks, a failing messenger and failing readers; a quarter of an hour
	@$(BIN)/python -m pytest tests/faults $(ARGS)

fuzz: setup     ## broken and hostile files through the reader for three minutes (ARGS="--seconds 600 --seed 7")
	@$(BIN)/python -m tools.fuzz_reading $(ARGS)

check: setup    ## format, lint, types, import contracts, catalogue
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/dabir catalogue check

format: setup   ## put the code into the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

tour-doc: setup ## play the story and write docs/tour.md anew
	$(BIN)/python -m tools.tour_doc

screenshots: setup ## photograph the web chat into docs/screens/
	$(BIN)/python -m tools.screenshots

check-bpmn: setup ## open every BPMN drawing in bpmn.io's modeller (wants npm)
	$(BIN)/python -m tools.check_bpmn

samples: setup  ## make samples/ anew
	$(BIN)/python -m tools.make_samples

papers: setup  ## make the papers that the reader is measured by, below papers/ (ARGS="--fonts DIR" for Parastoo and Samim)
	$(BIN)/python -m tools.make_papers papers $(ARGS)

bench: setup    ## measure the program beside bare SQL and write docs/performance.md anew (ARGS="--quick" for a look)
	$(BIN)/dabir bench workflow $(if $(ARGS),$(ARGS),--draw docs/performance.md)

lock: setup     ## resolve requirements/*.in anew, with hashes
	tools/lock
