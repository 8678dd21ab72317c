namespace Compose.Exec;

/// <summary>What the exec cache had to do with a run.</summary>
public enum CacheState
{
    /// <summary>There was no cache to ask, or the run is not strict.</summary>
    None,

    /// <summary>The run is strict and may not be cached: <see cref="ExecResult.CacheReason"/> says why.</summary>
    Bypassed,

    /// <summary>It was run, and its result is kept if it came to one that may be.</summary>
    Miss,

    /// <summary>It was not run: the answer is that of an equal run before.</summary>
    Hit,
}
