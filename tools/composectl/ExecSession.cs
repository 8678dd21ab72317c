using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Exec;
using Compose.Host.Clr;
using Compose.Plans;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>One run of a guest from the command line: standard streams, Ctrl-C, the outcome as an exit code.</summary>
internal static class ExecSession
{
    /// <summary>Most of either output that <c>--json</c> captures.</summary>
    private const int CaptureLimit = 64 << 20;

    public static int Run(Invocation invocation, ExecFlags flags, string target, IReadOnlyList<string> words, string? call)
    {
        ExecSubject subject = Loader(invocation, flags).Load(InputFile.Read(target), target);
        invocation.Warn(subject.Warnings.Where(warning => warning.Code.Domain == "Trust"));
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        bool captures = invocation.Format != Format.Text;
        var output = new MemorySink(CaptureLimit);
        var error = new MemorySink(CaptureLimit);
        var options = new ExecOptions
        {
            Arguments = words,
            ProgramName = subject.Name,
            Limits = flags.Limits(invocation.Parsed),
            StrictSeed = flags.StrictSeed(invocation.Parsed),
            Stdin = StandardStreams.Input(),
            Stdout = captures ? output : StandardStreams.Output(),
            Stderr = captures ? error : StandardStreams.Error(),
            Cancellation = stop.Token,
            Observer = invocation.Observer,
        };
        using var engine = new ClrEngine();
        var executor = new Executor(engine);
        ExecResult result = call is null ? executor.Run(subject, options) : executor.Invoke(subject, call, options);
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

    /// <summary>A loader with the policy, tenant, store and grants of the command line.</summary>
    public static ExecLoader Loader(Invocation invocation, ExecFlags flags)
    {
        ContentStore? store = StoreFolder.Open(invocation.Parsed);
        return new ExecLoader(new ExecLoaderOptions
        {
            HostPolicy = PolicyFile.Read(invocation.Parsed),
            Tenant = invocation.Parsed.GetValue(GlobalOptions.Tenant),
            Observer = invocation.Observer,
            Blobs = store,
            BlobOrigins = store,
            Trust = TrustSession.Gate(invocation.Parsed),
            EmitCache = store is null ? null : new EmitCache(store),
            Implicit = new ImplicitPlanOptions
            {
                Capabilities = flags.Capabilities(invocation.Parsed),
                Directories = flags.Directories(invocation.Parsed),
                Variables = flags.Variables(invocation.Parsed),
            },
        });
    }

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
            ["trust"] = subject.Label.ToString(),
        };
        if (result.Value is not null)
        {
            document["value"] = result.Value;
        }

        Add(document, "stdout", output.ToArray());
        Add(document, "stderr", error.ToArray());
        document["memory-bytes"] = result.MemoryBytes;
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
