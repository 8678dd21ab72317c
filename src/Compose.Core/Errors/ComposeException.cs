namespace Compose;

/// <summary>
/// Carries one or more <see cref="ComposeError"/>s out of an operation. The only exception type that the product
/// throws for what a user can cause.
/// </summary>
public class ComposeException : Exception
{
    public ComposeException(ComposeError error)
        : this([error])
    {
    }

    public ComposeException(IReadOnlyList<ComposeError> errors, Exception? inner = null)
        : base(errors.Count == 1 ? errors[0].ToString() : string.Join(Environment.NewLine, errors), inner)
    {
        Errors = errors;
    }

    public ComposeException(ErrorCode code, string message, ErrorLocation? where = null, string? hint = null)
        : this(new ComposeError(code, message, where, hint))
    {
    }

    /// <summary>All errors that were found, in the order of the input; never empty.</summary>
    public IReadOnlyList<ComposeError> Errors { get; }

    /// <summary>The first error.</summary>
    public ComposeError Error => Errors[0];
}
