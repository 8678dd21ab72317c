using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Engine;
using Compose.Exec;
using Compose.Plans;
using Compose.Provenance;
using Compose.Secrets;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>One run of a guest from the command line: standard streams, Ctrl-C, the outcome as an exit code.</summary>
internal static class ExecSession
{
    /// <summary>Most of either output that <c>--json</c> captures.</summary>
    private const int CaptureLimit = 64 << 20;

    public static int Run(Invocation invocation, ExecFlags flags, string target, IReadOnlyList<string> words, string? call)
    {
        DeterminismMode determinism = flags.Determinism(invocation.Parsed);
        using MetricCollector? metrics = flags.Metrics(invocation.Parsed) is null ? null : new MetricCollector();
        using Telemetry? telemetry = Telemetry.Start(flags.Otlp(invocation.Parsed), invocation.Note);
        ExecSubject subject = Load(invocation, flags, target);
        invocation.Warn(subject.Warnings.Where(warning => warning.Code.Domain == "Trust"));
        bool tracesToPeople = flags.TraceEdges(invocation.Parsed) && invocation.Format == Format.Text && !invocation.Observer.Events.Hears(EventLevel.Info);
        (ExecCache? cache, bool refreshes) = flags.Cache(invocation.Parsed, problem => invocation.Warn([problem with { IsWarning = true }]));
        using ScratchFile? wires = flags.RecordEdges(invocation.Parsed) is { } calls ? ScratchFile.Beside(calls) : null;
        var options = new ExecOptions
        {
            Arguments = words,
            ProgramName = subject.Name,
            Limits = flags.Limits(invocation.Parsed),
            Determinism = determinism,
            StrictSeed = flags.StrictSeed(invocation.Parsed),
            Wires = new WireOptions { Trace = flags.TraceEdges(invocation.Parsed) || telemetry is not null, Recording = wires?.Stream },
            Cache = cache,
            RefreshesCache = refreshes,
        };
        using ScratchFile? recording = Executor.DeterminismOf(subject, options) == DeterminismMode.Audit ? Recording(invocation, flags) : null;
        options = options with { Recording = recording?.Stream };
        return Run(invocation, flags, subject, options, (executor, options) => call is null ? executor.Run(subject, options) : executor.Invoke(subject, call, options), result =>
        {
            if (recording is not null)
            {
                Keep(invocation, flags, recording, result);
            }

            wires?.MoveTo(flags.RecordEdges(invocation.Parsed)!);
            Keep(invocation, flags, metrics);

            if (tracesToPeople)
            {
                WireTable.Print(invocation.Error, result.Wires);
            }
        });
    }

    /// <summary>Runs a recording again.</summary>
    public static int Replay(Invocation invocation, ExecFlags flags, string target, Recording recording)
    {
        ExecSubject subject = Load(invocation, flags, target);
        invocation.Warn(subject.Warnings.Where(warning => warning.Code.Domain == "Trust"));
        var options = new ExecOptions { ProgramName = subject.Name, Limits = flags.Limits(invocation.Parsed) };
        return Run(invocation, flags, subject, options, (executor, options) => executor.Replay(subject, recording, options), result =>
            invocation.Say($"replayed {result.Answers} answers; outcome and output are as recorded"));
    }

    private static int Run(Invocation invocation, ExecFlags flags, ExecSubject subject, ExecOptions options, Func<Executor, ExecOptions, ExecResult> run, Action<ExecResult> ended)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        bool captures = invocation.Format != Format.Text;
        var output = new MemorySink(CaptureLimit);
        var error = new MemorySink(CaptureLimit);
        using SecretBroker? secrets = subject.Secrets.Count == 0 ? null : Secrets(invocation);
        using SignerSession? attests = flags.AttestKey(invocation.Parsed);
        using ICoreEngine engine = flags.Engines.Open(invocation, subject.Policy);
        ExecResult result = run(new Executor(engine), Facilities(invocation, subject, options) with
        {
            Secrets = secrets,
            Attester = attests is null ? null : new GuestAttester(attests.Signer),
            Stdin = StandardStreams.Input(),
            Stdout = captures ? output : StandardStreams.Output(),
            Stderr = captures ? error : StandardStreams.Error(),
            Cancellation = stop.Token,
            KeyValue = StoreFolder.KeyValue(invocation.Parsed, subject.Tenant),
        });
        ended(result);
        if (captures)
        {
            invocation.Report(Document(subject, result, output, error), result.Error is null ? [] : [result.Error], result.ExitCode);
        }
        else
        {
            if (result.Value is not null)
            {
                invocation.Out.WriteLine(result.Value);
                invocation.Out.Flush();
            }

            if (result.Error is not null)
            {
                invocation.Show([result.Error]);
            }
        }

        return result.ExitCode;
    }

    /// <summary>What the program offers to every run of a subject, beside its streams, buckets and secrets.</summary>
    public static ExecOptions Facilities(Invocation invocation, ExecSubject subject, ExecOptions options) => options with
    {
        Trust = TrustSession.Gate(invocation.Parsed),
        Blobs = subject.Tenant is { } tenant && StoreFolder.Open(invocation.Parsed) is { } shelf ? new TenantBlobs(shelf, tenant) : null,
        Log = new TextLog(Console.Error),
        Observer = invocation.Observer,
    };

    /// <summary>The secrets of the backends that are configured here; each use is told to the audit journal.</summary>
    public static SecretBroker Secrets(Invocation invocation) => new(SecretSession.Backends(problem => invocation.Note(problem.Message)))
    {
        OnUse = (scope, name, operation, outcome) => invocation.Observer.Audit?.Append(SecretAudit(scope, name, operation, outcome)),
    };

    /// <summary>Writes the metrics to the file that was asked for.</summary>
    public static void Keep(Invocation invocation, ExecFlags flags, MetricCollector? metrics)
    {
        if (metrics is not null && flags.Metrics(invocation.Parsed) is { } file)
        {
            InputFile.Write(file, Encoding.UTF8.GetBytes(MetricJson.Of(metrics.Snapshot()).ToJsonString() + "\n"));
        }
    }

    /// <summary>Where the answers of an audited run go until it ends: beside the file that was named, or in the store.</summary>
    private static ScratchFile Recording(Invocation invocation, ExecFlags flags) =>
        flags.Record(invocation.Parsed) is { } file ? ScratchFile.Beside(file)
        : StoreLocation.Find(invocation.Parsed.GetValue(GlobalOptions.Store)) is { } store ? ScratchFile.Beside(Path.Combine(store, "recording"))
        : throw new ComposeException(ErrorCodes.Generic.InvalidInput, "there is no store to keep the recording in", null, "name a file with --record, or the store's folder with --store");

    private static void Keep(Invocation invocation, ExecFlags flags, ScratchFile recording, ExecResult result)
    {
        if (flags.Record(invocation.Parsed) is { } file)
        {
            recording.MoveTo(file);
            invocation.Say($"recorded {result.Answers} answers: {file}");
            return;
        }

        Digest digest = recording.MoveTo(StoreFolder.Open(invocation.Parsed)!);
        invocation.Say($"recorded {result.Answers} answers: {digest}");
    }

    /// <summary>A target as it is named on the command line: a file, an address, or a digest of the store.</summary>
    public static ExecSubject Load(Invocation invocation, ExecFlags flags, string target) =>
        ExecLoader.IsAddress(target) ? Loader(invocation, flags).LoadAddress(target) : Loader(invocation, flags).Load(InputFile.Read(target), target);

    /// <summary>A loader with the policy, tenant, store and grants of the command line.</summary>
    private static ExecLoader Loader(Invocation invocation, ExecFlags flags)
    {
        ContentStore? store = StoreFolder.Open(invocation.Parsed);
        return new ExecLoader(new ExecLoaderOptions
        {
            HostPolicy = PolicyFile.Read(invocation.Parsed),
            Tenant = invocation.Parsed.GetValue(GlobalOptions.Tenant),
            Observer = invocation.Observer,
            Blobs = store,
            BlobOrigins = store,
            Remote = SourceSession.Open(invocation),
            RequireLock = invocation.Parsed.GetValue(GlobalOptions.Locked),
            Trust = invocation.Observer.Audit is { } journal ? new AuditedTrustGate(TrustSession.Gate(invocation.Parsed), journal) : TrustSession.Gate(invocation.Parsed),
            EmitCache = store is null ? null : new EmitCache(store),
            Implicit = new ImplicitPlanOptions
            {
                Capabilities = flags.Capabilities(invocation.Parsed),
                Directories = flags.Directories(invocation.Parsed),
                Variables = flags.Variables(invocation.Parsed),
            },
        });
    }

    private static AuditRecord SecretAudit(SecretScope scope, string name, string operation, string outcome) =>
        new(AuditOperation.SecretResolve, outcome == "ok" ? AuditSeverity.Info : AuditSeverity.Warning, outcome)
        {
            Plan = scope.Plan,
            Tenant = scope.Tenant,
            Instance = scope.Instance,
            Context = [new("secret", name), new("use", operation)],
        };

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        // The guest ends at its next check, and what it wrote is brought out.
        signal.Cancel = true;
        stop.Cancel();
    }

    private static JsonObject Document(ExecSubject subject, ExecResult result, MemorySink output, MemorySink error)
    {
        var document = new JsonObject
        {
            ["outcome"] = result.Outcome switch
            {
                ExecOutcome.Exited => "exited",
                ExecOutcome.Trapped => "trapped",
                ExecOutcome.LimitReached => "limit-reached",
                _ => "cancelled",
            },
            ["exit-code"] = result.ExitCode,
            ["component"] = subject.Digest.ToString(),
            ["plan-digest"] = subject.PlanDigest?.ToString(),
            ["trust"] = result.Label.ToString(),
        };
        if (result.Value is not null)
        {
            document["value"] = result.Value;
        }

        Add(document, "stdout", output.ToArray());
        Add(document, "stderr", error.ToArray());
        document["memory-bytes"] = result.MemoryBytes;
        if (result.Cache != CacheState.None)
        {
            document["cache"] = result.Cache.ToString().ToLowerInvariant();
        }

        if (result.CacheReason is { } reason)
        {
            document["cache-reason"] = reason;
        }

        if (result.Answers is { } answers)
        {
            document["answers"] = answers;
        }

        if (result.Recording is { } recording)
        {
            document["recording"] = recording.ToString();
        }

        if (result.Wires.Count > 0)
        {
            document["wires"] = WireTable.Json(result.Wires);
        }

        if (result.FuelUsed is { } fuel)
        {
            document["fuel-used"] = fuel;
        }

        return document;
    }

    /// <summary>Text as it is where it is UTF-8, else base64 under another name.</summary>
    private static void Add(JsonObject document, string name, byte[] bytes)
    {
        try
        {
            document[name] = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            document[name + "-base64"] = Convert.ToBase64String(bytes);
        }
    }
}
