// Package strict reads JSON that a stranger wrote.
//
// encoding/json is lenient where a protocol must not be: it takes the last of two equal keys, matches keys
// regardless of case, replaces broken UTF-8 and nests ten thousand levels deep. What passes Check has none of
// that, so that two readers of one document can never disagree about it. The package knows no protocol.
package strict
