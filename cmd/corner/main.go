package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // the second signal ends the process at once
	}()
	if err := newCommand().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "corner:", err)
		os.Exit(1)
	}
}

// newCommand is the whole command line.
func newCommand() *cobra.Command {
	serve := serveCommand()
	root := &cobra.Command{
		Use:   "corner",
		Short: "Live voice rooms: an English corner on the internet",
		Long: `Corner serves live voice rooms: the app, signaling and all audio, from one binary.

Without arguments it serves on http://127.0.0.1:8080 and keeps what must last in ./data.
Every setting is a flag, an environment variable (CORNER_…) and a key of the YAML file
given by --config; flags beat the environment, which beats the file.`,
		Example: `  corner                                   serve on this machine
  corner --listen 0.0.0.0:8080 --public-url https://corner.example
  corner --redis redis://127.0.0.1:6379/0  share rooms with other servers
  corner config print                      the settings as they would be used
  corner token create --room ROOM --identity alice --role host`,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          serve.RunE,
	}
	addFlags(root.PersistentFlags())
	root.AddCommand(serve, configCommand(), tokenCommand(), loadTestCommand(), versionCommand())
	root.CompletionOptions.HiddenDefaultCmd = true
	return root
}

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Serve rooms (the default)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			coarse := coarsen(replace) // before anything is read: what is begun anew reads it again
			c, err := loadConfig(cmd.Flags(), os.LookupEnv)
			if err != nil {
				return err
			}
			log, err := newLogger(c)
			if err != nil {
				return err
			}
			if coarse != nil {
				log.Info("no timer slack: a join costs more CPU than it has to", zap.Error(coarse))
			}
			return run(cmd.Context(), c, log, func(a addresses) {
				_, _ = fmt.Fprintf(cmd.OutOrStdout(), "\n  Corner is open:  %s\n\n  audio    %s\n  data     %s\n  metrics  %s\n  stop     Ctrl-C\n\n",
					a.Public, a.audio(c), c.Data, a.metrics())
			})
		},
	}
}

func configCommand() *cobra.Command {
	root := &cobra.Command{Use: "config", Short: "Show the settings"}
	root.AddCommand(&cobra.Command{
		Use:   "print",
		Short: "Print the settings as they would be used, as a file --config takes; secrets are left out",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := loadConfig(cmd.Flags(), os.LookupEnv)
			if err != nil {
				return err
			}
			return c.print(cmd.OutOrStdout())
		},
	})
	return root
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), version())
			return err
		},
	}
}

// version says what was built, for people.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "corner (unknown build)"
	}
	return "corner " + release(info) + " " + info.GoVersion
}

// maxRelease bounds what a node says of itself in the directory, in bytes.
const maxRelease = 48

// release is the module's version as the build recorded it, with the revision where the version does not tell.
func release(info *debug.BuildInfo) string {
	text := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && text == "(devel)" {
			text = s.Value
		}
	}
	return text[:min(len(text), maxRelease)]
}

// newLogger builds the one logger that everything is given.
func newLogger(c Config) (*zap.Logger, error) {
	level, err := zapcore.ParseLevel(c.LogLevel)
	if err != nil {
		return nil, fmt.Errorf("log_level: %w", err)
	}
	z := zap.NewProductionConfig()
	z.Level = zap.NewAtomicLevelAt(level)
	z.Encoding = c.LogFormat
	z.OutputPaths = []string{"stderr"}
	z.DisableStacktrace = true
	z.EncoderConfig.EncodeTime = zapcore.ISO8601TimeEncoder
	return z.Build()
}
