namespace Compose.Wit;

/// <summary>Collects the errors of one reading in the order they are found, up to a limit.</summary>
public sealed class WitDiagnostics
{
    private readonly List<ComposeError> _errors = [];
    private readonly int _limit;

    /// <param name="limit">How many errors are kept; reading stops there.</param>
    public WitDiagnostics(SourceMap sources, int limit)
    {
        Sources = sources;
        _limit = limit;
    }

    public SourceMap Sources { get; }

    public IReadOnlyList<ComposeError> Errors => _errors;

    public bool HasErrors => _errors.Count > 0;

    internal bool IsFull => _errors.Count >= _limit;

    internal void Report(ErrorCode code, string message, SourceSpan where, string? hint = null)
    {
        if (!IsFull)
        {
            _errors.Add(new ComposeError(code, message, Sources.Locate(where), hint));
        }
    }

    internal void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new ComposeException(_errors.ToArray());
        }
    }
}
