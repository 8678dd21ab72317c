using Compose.Plans;
using Compose.Store;

namespace Compose.Emit;

/// <summary>An artifact, made or found.</summary>
/// <param name="Bytes">The component binary.</param>
/// <param name="Digest">SHA-256 of the bytes.</param>
/// <param name="Key">What decided the bytes.</param>
/// <param name="WasCached">True if the cache had it under its key.</param>
/// <param name="Warnings">What the artifact cannot hold by itself; none are kept in the cache.</param>
public sealed record EmitResult(ReadOnlyMemory<byte> Bytes, Digest Digest, EmitKey Key, bool WasCached, IReadOnlyList<ComposeError> Warnings);

/// <summary>Compiles a plan unless its artifact is in the cache. Artifacts that come with warnings are made anew each time.</summary>
public static class CachedEmit
{
    public static EmitResult Emit(ValidatedPlan plan, EmitOptions options, EmitCache? cache)
    {
        EmitKey key = PlanCompiler.Key(plan, options);
        if (cache?.TryGet(key.Value) is { } found)
        {
            return new EmitResult(found, Digest.Of(found.Span), key, WasCached: true, []);
        }

        EmittedArtifact artifact = PlanCompiler.Emit(plan, options);
        if (cache is not null && artifact.Warnings.Count == 0)
        {
            cache.Put(key.Value, artifact.Bytes.Span);
        }

        return new EmitResult(artifact.Bytes, artifact.Digest, key, WasCached: false, artifact.Warnings);
    }
}
