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
    /// <summary>The artifact of a plan.</summary>
    /// <param name="plan">What is compiled.</param>
    /// <param name="options">Everything else that decides the bytes.</param>
    /// <param name="cache">Where artifacts are kept; null for nowhere.</param>
    /// <param name="observer">Who is told and takes the receipts: one of the artifact, and one for each instance with denials that are compiled in.</param>
    /// <exception cref="ComposeException">As <see cref="PlanCompiler.Emit(ValidatedPlan, EmitOptions?)"/>.</exception>
    public static EmitResult Emit(ValidatedPlan plan, EmitOptions options, EmitCache? cache, Observer? observer = null)
    {
        var watch = new EmitWatch(plan, options, observer ?? Observer.None);
        try
        {
            EmitResult result = Make(plan, options, cache, watch);
            watch.Ended(result);
            return result;
        }
        catch (ComposeException failure)
        {
            watch.Failed(failure);
            throw;
        }
    }

    private static EmitResult Make(ValidatedPlan plan, EmitOptions options, EmitCache? cache, EmitWatch watch)
    {
        EmitKey key = PlanCompiler.Key(plan, options);
        if (cache?.TryGet(key.Value) is { } found)
        {
            return new EmitResult(found, Digest.Of(found.Span), key, WasCached: true, []);
        }

        watch.Missed(cache is not null);
        EmittedArtifact artifact = PlanCompiler.Emit(plan, options);
        if (cache is not null && artifact.Warnings.Count == 0)
        {
            cache.Put(key.Value, artifact.Bytes.Span);
        }

        return new EmitResult(artifact.Bytes, artifact.Digest, key, WasCached: false, artifact.Warnings);
    }
}
