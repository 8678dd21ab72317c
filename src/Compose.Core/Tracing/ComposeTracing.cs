using System.Diagnostics;

namespace Compose;

/// <summary>
/// Spans for OpenTelemetry and whoever else listens to the activity source <c>Compose</c>: one for each run, and one for
/// each call across a wire that is traced. They hold names, paths and outcomes, never values. With no listener there are
/// none, and asking costs a comparison.
/// </summary>
public static class ComposeTracing
{
    public const string SourceName = "Compose";

    public static ActivitySource Source { get; } = new(SourceName, typeof(ComposeTracing).Assembly.GetName().Version?.ToString(3) ?? string.Empty);
}
