using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Compose.Engine;
using Compose.Exec;
using Compose.Host.Http;

namespace Compose.CommandLine;

/// <summary>A server from the command line: until SIGTERM or Ctrl-C, which drain it.</summary>
internal static class ServeSession
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Run(Invocation invocation, ExecFlags flags, ServeFlags serve)
    {
        System.CommandLine.ParseResult parsed = invocation.Parsed;
        string target = parsed.GetRequiredValue(serve.Target);
        X509Certificate2? certificate = serve.Tls(parsed) is { } tls ? Certificate(tls.Certificate, tls.Key) : null;
        var server = new ComponentServerOptions
        {
            Address = serve.Address(parsed),
            Admin = serve.Admin(parsed),
            Certificate = certificate,
            MaxRequestBytes = serve.MaxRequestBytes(parsed),
            MaxConnections = serve.MaxConnections(parsed),
            DrainTime = serve.DrainTime(parsed),
        };
        using Stream output = Console.OpenStandardOutput();
        using Stream error = Console.OpenStandardError();

        // Before anything is counted.
        using MetricCollector? metrics = server.Admin is not null || flags.Metrics(parsed) is not null ? new MetricCollector() : null;
        using Telemetry? telemetry = Telemetry.Start(flags.Otlp(parsed), invocation.Note);
        ExecSubject Load() => ExecSession.Load(invocation, flags, target);
        ExecSubject subject = Load();
        if (subject.Warnings.Count > 0 && invocation.Format == Format.Text)
        {
            invocation.Show(subject.Warnings);
        }

        using ScratchFile? calls = flags.RecordEdges(parsed) is { } file ? ScratchFile.Beside(file) : null;
        using ServeAttestation? attestation = ServeAttestation.Open(invocation, flags, serve);
        using var facilities = new ServeFacilities(invocation, flags, attestation);
        ComponentHost? served = null;
        ICoreEngine? runs = null;
        var options = new ComponentHostOptions
        {
            Exec = new ExecOptions
            {
                Limits = flags.Limits(parsed),
                Determinism = flags.Determinism(parsed),
                StrictSeed = flags.StrictSeed(parsed),
                Wires = new WireOptions
                {
                    Trace = flags.TraceEdges(parsed) || telemetry is not null,
                    Recording = calls is null ? null : Stream.Synchronized(calls.Stream),
                },
                Observer = invocation.Observer,
            },
            ExecOf = facilities.Of,
            Reuse = serve.Reuse(parsed),
            MaxInstances = serve.MaxInstances(parsed),
            MaxQueue = serve.MaxQueue(parsed),
            RequestTimeout = serve.RequestTimeout(parsed),
            MaxResponseBytes = serve.MaxResponseBytes(parsed),
            CollectAfterBytes = 4 << 20,
            Stdout = output,
            Stderr = error,
            Events = happened =>
            {
                Tell(invocation, happened);
                if (happened.What == ServeEvent.Reload && served is not null)
                {
                    attestation?.Serve(served.Subject, served.Options.Exec, runs!);
                }
            },
        };
        using ICoreEngine engine = flags.Engines.Open(invocation, subject.Policy);
        using var host = new ComponentHost(engine, subject, options);
        attestation?.Serve(subject, options.Exec, engine);
        (served, runs) = (host, engine);
        int code = ServeAsync(invocation, host, server with { Metrics = metrics }, Load, serve.Watches(parsed)).GetAwaiter().GetResult();
        calls?.MoveTo(flags.RecordEdges(parsed)!);
        ExecSession.Keep(invocation, flags, metrics);
        return code;
    }

    private static async Task<int> ServeAsync(
        Invocation invocation, ComponentHost host, ComponentServerOptions options, Func<ExecSubject> load, bool watches)
    {
        await using var server = new ComponentServer(host, options);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var watcher = new PlanWatcher(host, load, watches ? TimeSpan.FromMilliseconds(500) : Timeout.InfiniteTimeSpan);
        using PosixSignalRegistration? hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            ThreadPool.QueueUserWorkItem(_ => watcher.Check(isForced: true));
        });
        await server.StartAsync().ConfigureAwait(false);
        var document = new JsonObject { ["ok"] = true, ["address"] = server.Address };
        if (server.AdminAddress is { } admin)
        {
            document["admin"] = admin;
        }

        lock (invocation)
        {
            if (invocation.Format == Format.Text)
            {
                invocation.Out.WriteLine($"listening on {server.Address}{(server.AdminAddress is { } at ? $", admin on {at}" : string.Empty)}");
            }
            else
            {
                invocation.Out.WriteLine(document.ToJsonString());
            }

            invocation.Out.Flush();
        }

        await end.Task.ConfigureAwait(false);
        bool isDrained = await server.StopAsync().ConfigureAwait(false);
        if (!isDrained)
        {
            invocation.Say("requests that were still under way have been stopped");
        }

        return isDrained ? ExitCode.Ok : ExitCode.Failed;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.TrySetResult();
        }
    }

    /// <summary>What happened, as one line of standard error: for people, or as JSON.</summary>
    private static void Tell(Invocation invocation, ServeEvent happened)
    {
        lock (invocation)
        {
            if (invocation.Format == Format.Text)
            {
                string request = happened.Method is null ? string.Empty : $" {happened.Method} {Terminal.Printable(happened.Path)} → {(happened.Status == 0 ? "broken off" : happened.Status)}";
                invocation.Error.WriteLine($"{happened.What}{request}{(happened.Error is { } error ? $": {error.Code.Name}: {Terminal.Printable(error.Message)}" : string.Empty)}");
                if (happened.Error?.Context is { } context && context.TryGetValue("stack", out string? stack))
                {
                    foreach (string frame in stack.Split('\n'))
                    {
                        invocation.Error.WriteLine("    at " + Terminal.Printable(frame));
                    }
                }
            }
            else
            {
                var line = new JsonObject { ["event"] = happened.What };
                if (happened.Method is not null)
                {
                    line["method"] = happened.Method;
                    line["path"] = happened.Path;
                    line["status"] = happened.Status;
                }

                if (happened.Error is { } error)
                {
                    line["code"] = error.Code.Name;
                    line["message"] = error.Message;
                }

                invocation.Error.WriteLine(line.ToJsonString());
            }
        }
    }

    private static X509Certificate2 Certificate(string certificate, string key)
    {
        try
        {
            using X509Certificate2 read = X509Certificate2.CreateFromPemFile(certificate, key);

            // The key must be one that the TLS of every platform can use.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (CryptographicException failure)
        {
            throw new ComposeException(
                ErrorCodes.Generic.InvalidInput, $"'{certificate}' and '{key}' are no certificate with its key: {failure.Message}", hint: "both must be PEM files that belong together");
        }
    }
}
