using Compose.Capabilities;
using Compose.Capabilities.Services;
using Compose.Canonical;
using Compose.Runtime;
using Compose.Store;

namespace Compose.Exec;

/// <summary>
/// Whether one run may be answered from the exec cache, and what is kept of it. A run may only if everything that decides
/// its result is in its key: it is strict, and all that it was granted answers from the key alone.
/// </summary>
internal sealed class RunCaching
{
    // Interfaces whose answers in a strict run follow from the key. What is not here may answer from outside: files, peers, blobs,
    // the trust policy, the journal, child plans; or has an effect that would not happen a second time.
    private static readonly string[] s_closed =
    [
        "wasi:cli/", "wasi:clocks/", "wasi:random/", "wasi:io/", "wasi:config/", "wasi:keyvalue/",
        "canon:cbor/", "canon:wit/",
    ];

    private static readonly Lazy<Digest> s_build = new(BuildOf);

    private readonly ExecCache _cache;
    private readonly bool _refreshes;
    private readonly OutputTape _tape = new(CachedRun.MaxOutput);
    private Digest _key;

    private RunCaching(ExecCache cache, bool refreshes)
    {
        _cache = cache;
        _refreshes = refreshes;
    }

    /// <summary>Names this build of the host: results of another build are not taken, whatever its versions say.</summary>
    public static Digest Build => s_build.Value;

    /// <summary>The caching of a run, or null where it may not be cached.</summary>
    /// <param name="subject">What runs.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="mode">The determinism in force.</param>
    /// <param name="why">Why not, in words; null where there is no cache, and for a run that is not strict, which nobody expects to be cached.</param>
    public static RunCaching? Of(ExecSubject subject, ExecOptions options, RunMode mode, out string? why)
    {
        why = null;
        if (options.Cache is not { } cache || mode.Determinism != DeterminismMode.Strict)
        {
            return null;
        }

        why = WhyNot(subject) ?? WhyNot(options);
        return why is null ? new RunCaching(cache, options.RefreshesCache) : null;
    }

    /// <summary>Why results of strict runs of the subject may not be kept; null if they may.</summary>
    public static string? WhyNot(ExecSubject subject)
    {
        if (subject.HasSecrets)
        {
            return "the plan has secrets";
        }

        foreach (Grant grant in subject.Grants)
        {
            if (!grant.IsGranted)
            {
                continue;
            }

            if (!Array.Exists(s_closed, prefix => grant.Name.Track.StartsWith(prefix, StringComparison.Ordinal)))
            {
                return $"{grant.Instance} is granted {grant.Name.Track}, whose answers are not in the key";
            }

            if (grant.Expires is not null)
            {
                return $"the grant of {grant.Name.Track} to {grant.Instance} expires";
            }
        }

        return null;
    }

    /// <summary>The result of an equal run before, or null.</summary>
    public CachedRun? Find(Digest key)
    {
        _key = key;
        return !_refreshes && _cache.TryGet(key) is { } bytes ? CachedRun.Decode(bytes) : null;
    }

    /// <summary>The services with standard streams that are kept.</summary>
    public HostServices Watch(HostServices services) => services with
    {
        Stdout = _tape.Over(services.Stdout, CachedRun.Stdout),
        Stderr = _tape.Over(services.Stderr, CachedRun.Stderr),
    };

    /// <summary>Keeps the result of a run that the guest ended by itself; a trap or a limit may be this machine's.</summary>
    public void Keep(ExecResult result)
    {
        if (result.Outcome == ExecOutcome.Exited && _tape.IsWhole)
        {
            _cache.Put(_key, CachedRun.Encode(result, _tape));
        }
    }

    private static string? WhyNot(ExecOptions options) =>
        options.Control is not null ? "grants can be taken away while it runs"
        : options.CallHook is not null || options.Wires.Trace || options.Wires.Recording is not null ? "its calls are watched"
        : !options.Stdout.Capacity().IsOk ? "standard output is closed"
        : !options.Stderr.Capacity().IsOk ? "standard error is closed"
        : null;

    // The module ids change with the code even where a developer forgot to change a version.
    private static Digest BuildOf()
    {
        var writer = new CborWriter();
        Type[] parts = [typeof(RunCaching), typeof(HostWorld), typeof(ComponentStore), typeof(Plans.ExecKey)];
        writer.WriteArrayHead(parts.Length);
        foreach (Type part in parts)
        {
            writer.WriteBytes(part.Module.ModuleVersionId.ToByteArray());
        }

        return Digest.Of(writer.Written);
    }
}
