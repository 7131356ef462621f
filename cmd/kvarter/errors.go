package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/sqlite"
)

// The exit codes; exitCodes says the same to people.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitRefused     = 3
	exitNotFound    = 4
	exitInterrupted = 130
)

const exitCodes = `Exit codes: 0 done; 1 failed (disk, network, database); 2 called wrongly;
3 refused by a rule (what was given is invalid, immutable or not allowed now);
4 not found (no such file, data directory, area, answer or token); 130 interrupted.`

// usageError is a command called wrongly.
type usageError struct {
	err     error
	command string
}

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// usagef is a usageError found by the command itself.
func usagef(command, format string, args ...any) error {
	return usageError{err: fmt.Errorf(format, args...), command: command}
}

// refusal is an error with what to do about it.
type refusal struct {
	err    error
	remedy string
	exit   int
}

func (e refusal) Error() string { return e.err.Error() }
func (e refusal) Unwrap() error { return e.err }

func refused(err error, remedy string) error { return refusal{err, remedy, exitRefused} }

func notFound(err error, remedy string) error { return refusal{err, remedy, exitNotFound} }

// report writes err for the operator, cause before remedy, and answers the
// program's exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	exit, remedy := judge(err)
	for line := range strings.SplitSeq(strings.TrimRight(err.Error(), "\n"), "\n") {
		_, _ = fmt.Fprintln(stderr, "kvarter:", line)
	}
	if remedy != "" {
		_, _ = fmt.Fprintln(stderr, "  →", remedy)
	}
	return exit
}

// judge is the one table from errors to exit codes and remedies.
func judge(err error) (exit int, remedy string) {
	var usage usageError
	var known refusal
	var file *area.Error
	var immutable store.ErrImmutable
	switch {
	case errors.As(err, &usage):
		return exitUsage, fmt.Sprintf("%s --help shows what it takes, with an example", usage.command)
	case errors.As(err, &known):
		return known.exit, known.remedy
	case errors.Is(err, context.Canceled):
		return exitInterrupted, ""
	case errors.As(err, &immutable):
		return exitRefused, "people answered by this already: correct labels freely, but give a changed method a new key and a new wave"
	case errors.As(err, &file):
		return exitRefused, "mend the file and apply it again; nothing was changed"
	case errors.Is(err, store.ErrNewerDatabase):
		return exitRefused, "use the version of kvarter that wrote it, or a newer one"
	case errors.Is(err, sqlite.ErrServing), errors.Is(err, sqlite.ErrMigrateServing):
		return exitRefused, "" // their own words hold the remedy
	case errors.Is(err, store.ErrLastAdministrator):
		return exitRefused, "add another administrator of every area first: kvarter staff add"
	case errors.Is(err, store.ErrGone):
		return exitRefused, "a withdrawn answer is gone for good"
	case len(store.Invalids(err)) > 0:
		return exitRefused, ""
	case errors.Is(err, fs.ErrNotExist):
		return exitNotFound, "look at its name, and at the folder that the command is run in"
	case errors.Is(err, store.ErrNotFound):
		return exitNotFound, ""
	case errors.Is(err, fs.ErrPermission):
		return exitFailed, "check who owns the file and its folder"
	}
	return exitFailed, ""
}
