namespace Compose.Exec;

/// <summary>The determinism in force for one run: the stricter of the plan's, the host's and the caller's.</summary>
internal readonly record struct RunMode(DeterminismMode Determinism, byte[] SeedBytes)
{
    /// <summary>The seed of a strict run as a number: itself where it is one, else the beginning of its digest; null for any other run.</summary>
    public ulong? Seed => Determinism != DeterminismMode.Strict ? null
        : BitConverter.ToUInt64(SeedBytes.Length == sizeof(ulong) ? SeedBytes : Digest.Of(SeedBytes).ToArray());

    public static RunMode Of(ExecSubject subject, ExecOptions options)
    {
        DeterminismMode mode = options.StrictSeed is not null ? DeterminismMode.Strict
            : options.Determinism < subject.Policy.Determinism ? options.Determinism
            : subject.Policy.Determinism;
        return new RunMode(mode, mode == DeterminismMode.Strict ? options.StrictSeed ?? subject.StrictSeed ?? BitConverter.GetBytes(subject.Policy.Seed ?? 0) : []);
    }
}
