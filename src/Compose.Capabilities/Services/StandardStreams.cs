using Compose.Capabilities.Files.Linux;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Services;

/// <summary>The standard streams of this process as sources and sinks.</summary>
public static class StandardStreams
{
    /// <summary>Standard input.</summary>
    public static IInputSource Input() => OperatingSystem.IsLinux()
        ? new FileDescriptorSource(new FileDescriptor(0, isOwned: false))
        : new PumpedSource(Console.OpenStandardInput(), "stdin");

    /// <summary>Standard output.</summary>
    public static IOutputSink Output() => OperatingSystem.IsLinux()
        ? new FileDescriptorSink(new FileDescriptor(1, isOwned: false))
        : new StreamSink(Console.OpenStandardOutput());

    /// <summary>Standard error.</summary>
    public static IOutputSink Error() => OperatingSystem.IsLinux()
        ? new FileDescriptorSink(new FileDescriptor(2, isOwned: false))
        : new StreamSink(Console.OpenStandardError());
}
