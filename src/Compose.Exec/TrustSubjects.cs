using Compose.Emit;
using Compose.Plans;
using Compose.Wasm.Components;

namespace Compose.Exec;

/// <summary>What the trust gate is asked about for something that could be run: to explain verdicts without running.</summary>
public static class TrustSubjects
{
    /// <summary>The components of a plan; or an artifact and the components nested in it; or one bare component.</summary>
    /// <exception cref="ComposeException">The file is none of these.</exception>
    public static IReadOnlyList<TrustSubject> Of(ReadOnlyMemory<byte> bytes, string path, ExecLoaderOptions options)
    {
        if (!bytes.Span.StartsWith("\0asm"u8))
        {
            PlanDocument document = PlanReader.WithLock(PlanReader.Read(bytes, path, Path.GetDirectoryName(Path.GetFullPath(path))), path);
            return [.. PlanTrust.Subjects(PlanValidator.Validate(document, Validation(options)).Require(), options.BlobOrigins)];
        }

        var whole = Whole(bytes, Digest.Of(bytes.Span), path, options);
        if (ArtifactSection.Read(bytes) is not { } section)
        {
            return [whole];
        }

        var blobs = new MemoryBlobs();
        ExecLoader.AddNested(ComponentValidator.Validate(bytes, ExecLoader.Deferred).Syntax, blobs, depth: 0);
        PlanDocument carried = PlanReader.Read(section.Plan, path, Environment.CurrentDirectory);
        ValidatedPlan plan = PlanValidator.Validate(carried, Validation(options) with { Blobs = blobs, ReadSource = _ => null }).Require();
        return [whole, .. Nested(plan, options)];
    }

    internal static TrustSubject Whole(ReadOnlyMemory<byte> bytes, Digest digest, string path, ExecLoaderOptions options)
    {
        string? fetched = options.BlobOrigins?.FetchedFrom(digest) ?? (options.Origin == TrustOrigin.Fetched ? path : null);
        return new TrustSubject(digest, Path.GetFileName(path), fetched is null ? TrustOrigin.Local : TrustOrigin.Fetched)
        {
            Source = fetched ?? path,
            File = options.Origin == TrustOrigin.Local ? Path.GetFullPath(path) : null,
            Bytes = bytes,
        };
    }

    internal static IEnumerable<TrustSubject> Nested(ValidatedPlan plan, ExecLoaderOptions options)
    {
        foreach (ValidatedComponent component in plan.Components)
        {
            string? fetched = options.BlobOrigins?.FetchedFrom(component.Digest);
            TrustOrigin origin = fetched is not null || options.Origin == TrustOrigin.Fetched ? TrustOrigin.Fetched : TrustOrigin.Nested;
            yield return new TrustSubject(component.Digest, component.Id, origin) { Source = fetched, Bytes = component.Bytes };
        }
    }

    private static ValidationOptions Validation(ExecLoaderOptions options) => new()
    {
        Blobs = options.Blobs,
        HostPolicy = options.HostPolicy,
        Remote = options.Remote,
        RequireLock = options.RequireLock,
        Tenant = options.Tenant,
        DeferFunctionBodies = true,
    };
}
