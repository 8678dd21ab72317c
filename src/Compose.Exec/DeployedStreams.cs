using Compose.Capabilities.Services;

namespace Compose.Exec;

/// <summary>Standard streams of one instance.</summary>
public sealed record DeployedStreams(IInputSource Stdin, IOutputSink Stdout, IOutputSink Stderr);
