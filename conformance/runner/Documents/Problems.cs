namespace Compose.Conformance;

/// <summary>What is wrong with one file.</summary>
internal sealed class Problems(string file, ErrorCode code)
{
    private readonly List<ComposeError> _errors = [];

    public string File { get; } = file;

    public void Add(string message, int line, int column, string? hint = null) =>
        _errors.Add(new ComposeError(code, message, ErrorLocation.AtLine(File, Math.Max(1, line), Math.Max(1, column)), hint));

    /// <exception cref="ComposeException">If anything was wrong: all of it.</exception>
    public void Throw()
    {
        if (_errors.Count > 0)
        {
            throw new ComposeException(_errors);
        }
    }
}
