namespace Compose.Exec;

/// <summary>How a run ended, once a guest had started.</summary>
public enum ExecOutcome
{
    /// <summary>The guest returned or exited by itself.</summary>
    Exited,

    /// <summary>The guest trapped: exit code 134.</summary>
    Trapped,

    /// <summary>The guest reached a limit, or its time was over: exit code 137.</summary>
    LimitReached,

    /// <summary>Stopped from outside: exit code 130.</summary>
    Cancelled,
}
