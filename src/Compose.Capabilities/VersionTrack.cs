namespace Compose.Capabilities;

/// <summary>Which versions of an interface one implementation serves: those of a semver track, 0.2.x.</summary>
internal static class VersionTrack
{
    /// <summary>Whether a version, or none, lies on the track of WASI 0.2: <c>0.2.0</c>, <c>0.2.12</c>; no prerelease.</summary>
    public static bool IsWasi02(string? version)
    {
        if (version is null)
        {
            return true;
        }

        const string Track = "0.2.";
        if (!version.StartsWith(Track, StringComparison.Ordinal) || version.Length == Track.Length || version.Length > Track.Length + 9)
        {
            return false;
        }

        foreach (char digit in version.AsSpan(Track.Length))
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an interface of this version is one that this host gives; interfaces beside WASI judge for themselves.</summary>
    public static bool IsServed(CapabilityName name) => name.Package switch
    {
        "wasi:config" => IsDraft02(name.Version),
        "wasi:keyvalue" => name.Version is null or "0.2.0-draft2" || IsWasi02(name.Version),
        "wasi:logging" => name.Version is null || name.Version.StartsWith("0.1.0", StringComparison.Ordinal) || IsDraft02(name.Version),
        "std:secrets" or "std:audit" or "std:attest" or "std:metrics" => IsStable1(name.Version),
        _ => !name.Package.StartsWith("wasi:", StringComparison.Ordinal) || IsWasi02(name.Version),
    };

    /// <summary>Whether a version, or none, is one of the drafts of a package that has no release yet.</summary>
    public static bool IsDraft02(string? version) =>
        version is null || version.StartsWith("0.2.0-", StringComparison.Ordinal) || IsWasi02(version);

    /// <summary>Whether a version, or none, lies on the track of our own interfaces: <c>1.x.y</c>.</summary>
    public static bool IsStable1(string? version) => version is null || (version.StartsWith("1.", StringComparison.Ordinal) && !version.Contains('-', StringComparison.Ordinal));
}
