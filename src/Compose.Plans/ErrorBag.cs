namespace Compose.Plans;

/// <summary>
/// Collects errors and warnings in the order in which they are found; beyond <see cref="PlanLimits.MaxErrors"/> they are
/// only counted.
/// </summary>
internal sealed class ErrorBag(string? file)
{
    private readonly List<ComposeError> _errors = [];
    private readonly List<ComposeError> _warnings = [];
    private int _dropped;

    public string? File { get; } = file;

    public bool HasErrors => _errors.Count > 0;

    public int ErrorCount => _errors.Count + _dropped;

    public IReadOnlyList<ComposeError> Warnings => _warnings;

    /// <summary>The errors, with one more that counts those left out.</summary>
    public IReadOnlyList<ComposeError> Errors =>
        _dropped == 0 ? _errors : [.. _errors, new ComposeError(ErrorCodes.Plan.InvalidSchema, $"{_dropped} further errors are not shown", null, "mend the first ones and validate again")];

    public void Add(ErrorCode code, string message, SourceMark mark, string? hint = null, InstancePath? instance = null, IReadOnlyDictionary<string, string>? context = null)
    {
        var where = mark.ToLocation(File);
        if (instance is not null)
        {
            where = (where ?? new ErrorLocation { File = File }) with { Instance = instance };
        }

        Add(new ComposeError(code, message, where, hint) { Context = context });
    }

    public void Add(ComposeError error)
    {
        if (error.IsWarning)
        {
            if (_warnings.Count < PlanLimits.MaxErrors)
            {
                _warnings.Add(error);
            }
        }
        else if (_errors.Count < PlanLimits.MaxErrors)
        {
            _errors.Add(error);
        }
        else
        {
            _dropped++;
        }
    }

    /// <summary>Takes over what another bag reported, its own bound included.</summary>
    public void Adopt(IReadOnlyList<ComposeError> errors, IReadOnlyList<ComposeError> warnings)
    {
        _errors.AddRange(errors);
        _warnings.AddRange(warnings);
    }

    public void Add(IEnumerable<ComposeError> errors)
    {
        foreach (var error in errors)
        {
            Add(error);
        }
    }

    public void Warn(ErrorCode code, string message, SourceMark mark, string? hint = null, InstancePath? instance = null)
    {
        var where = mark.ToLocation(File);
        if (instance is not null)
        {
            where = (where ?? new ErrorLocation { File = File }) with { Instance = instance };
        }

        Add(new ComposeError(code, message, where, hint) { IsWarning = true });
    }
}
