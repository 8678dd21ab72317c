using System.Text;

namespace Compose;

/// <summary>
/// One failure that a user can cause: a stable code, what is wrong, where, and what to do about it. Values of secrets
/// never appear in any part of it.
/// </summary>
public sealed record ComposeError(ErrorCode Code, string Message, ErrorLocation? Where = null, string? Hint = null)
{
    /// <summary>Further facts for machines, in order; written as <c>context</c> in JSON.</summary>
    public IReadOnlyDictionary<string, string>? Context { get; init; }

    /// <summary>Warnings are shown and do not fail the operation.</summary>
    public bool IsWarning { get; init; }

    /// <summary><c>code at place: message (hint)</c> on one line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Code.Name);
        if (Where is not null)
        {
            text.Append(" at ").Append(Where);
        }

        text.Append(": ").Append(Message);
        if (Hint is not null)
        {
            text.Append(" (").Append(Hint).Append(')');
        }

        return text.ToString();
    }
}
