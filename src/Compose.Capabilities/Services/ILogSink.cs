namespace Compose.Capabilities.Services;

/// <summary>Takes the lines that guests log, one at a time. It must not throw.</summary>
public interface ILogSink
{
    /// <param name="node">The instance that logs.</param>
    /// <param name="level">How much it matters.</param>
    /// <param name="context">The guest's word for where it belongs; any text.</param>
    /// <param name="message">Any text: whoever prints it must not let it pass for anything else.</param>
    void Log(InstancePath node, LogLevel level, string context, string message);
}
