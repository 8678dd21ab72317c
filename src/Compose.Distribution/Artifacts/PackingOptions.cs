namespace Compose.Distribution.Artifacts;

/// <summary>What is said of an artifact beside its bytes.</summary>
public sealed record PackingOptions
{
    /// <summary>The beginning of the Unix epoch: a time is asked for, and the clock would make every push another artifact.</summary>
    public static DateTimeOffset NoTime => DateTimeOffset.UnixEpoch;

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; } = NoTime;

    public string? Author { get; init; }

    /// <summary>Annotations of the manifest.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(0);

    /// <summary><c>SOURCE_DATE_EPOCH</c> where it is set, as reproducible builds have it.</summary>
    /// <exception cref="ComposeException"><c>Generic.InvalidInput</c>: it is not a number of seconds.</exception>
    public static DateTimeOffset TimeOfSource()
    {
        string? text = Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH");
        return string.IsNullOrEmpty(text) ? NoTime
            : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long seconds) && seconds < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new ComposeException(ErrorCodes.Generic.InvalidInput, "SOURCE_DATE_EPOCH is not a number of seconds");
    }
}
