namespace Compose.Wit.Syntax;

/// <summary>Leaves the item that cannot be read; its message is reported before the parser goes on behind it.</summary>
internal sealed class SyntaxException(string message, SourceSpan where, string? hint = null, ErrorCode? code = null) : FormatException(message)
{
    public SourceSpan Where { get; } = where;

    public string? Hint { get; } = hint;

    /// <summary>What to report: a limit where one is exceeded, else an error of syntax.</summary>
    public ErrorCode Code { get; } = code ?? ErrorCodes.Wit.Syntax;
}
