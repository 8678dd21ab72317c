namespace Compose.CommandLine;

/// <summary>The log that <c>--events</c> names.</summary>
internal static class EventOutput
{
    private const string StandardError = "-";

    /// <summary>Opens a file to append to, or standard error.</summary>
    /// <exception cref="ComposeException">It cannot be written.</exception>
    public static EventLines Open(string name) =>
        Opened(name, () => name == StandardError ? new EventLines(Console.OpenStandardError()) : EventLines.Append(name));

    /// <exception cref="ComposeException">A level that is none.</exception>
    public static EventLevel LevelOf(string? text, string option) =>
        text is null ? EventLevel.Info
        : EventJson.TryParseLevel(text, out EventLevel level) ? level
        : throw new ComposeException(ErrorCodes.Generic.Usage, $"{option} knows no level '{text}'", null, "trace, info, warn or error");

    /// <summary>What could not be written of a log, as a warning; null if all is well.</summary>
    public static ComposeError? ComplaintOf(EventLines? events) => events?.Failure is { } failure
        ? new ComposeError(ErrorCodes.Generic.InvalidInput, $"events could not be written: {failure.Message}") { IsWarning = true }
        : null;

    /// <summary>Opens what an option names, and says so where that cannot be.</summary>
    public static T Opened<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} cannot be written: {failure.Message}", null, "check the path and the permissions");
        }
    }
}
