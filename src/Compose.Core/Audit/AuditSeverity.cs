namespace Compose;

/// <summary>How grave an audited fact is.</summary>
public enum AuditSeverity
{
    Info = 0,
    Warning = 1,
    Error = 2,
    Critical = 3,
}
