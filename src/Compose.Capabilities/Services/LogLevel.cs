namespace Compose.Capabilities.Services;

/// <summary>The levels of <c>wasi:logging</c>.</summary>
public enum LogLevel
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Critical,
}
