// Command compose checks a file by the schema of the Compose Specification's
// reference implementation. All of that one takes as long to build as Kvarter does,
// and of our file it would look at little more: whether there can be such ports.
package main

import (
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/schema"
	"go.yaml.in/yaml/v4"
)

func main() {
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

func check(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var says map[string]any
	if err := yaml.Unmarshal(text, &says); err != nil {
		return err
	}
	return schema.Validate(says)
}
