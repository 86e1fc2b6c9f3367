// Command corner is the one binary: it parses, builds everything, runs it and stops it.
//
// Every setting is a field of Config and has one name in three spellings: the flag --media-port, the
// environment variable CORNER_MEDIA_PORT and the key media_port of the YAML file. What runs is in run.go, and
// a test can start it in process: run(ctx, cfg, …).
package main
