using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Io;

/// <summary><c>wasi:io/streams</c>: shared; a stream carries the authority it was opened under.</summary>
internal static partial class StreamsInterface
{
    public const string Name = "wasi:io/streams";

    /// <summary>The most that the blocking writes take at once.</summary>
    private const int BlockingWriteBytes = 4_096;

    public static HostResourceType InputStreamType { get; } = InterfaceBuilder.TypeOf("input-stream");

    public static HostResourceType OutputStreamType { get; } = InterfaceBuilder.TypeOf("output-stream");

    public static HostInstance Instance { get; } = Make();

    /// <summary>The <c>stream-error</c> of an outcome that is not ok, as a result.</summary>
    public static Value Error(NodeSession owner, Transfer outcome) => outcome.Status == StreamStatus.Closed
        ? Value.Err(Value.Case(1))
        : Value.Err(Value.Case(0, Value.Resource(new IoError(owner, outcome.Fault!))));

    private static HostInstance Make()
    {
        var builder = new InterfaceBuilder(Name)
            .Resource(ErrorInterface.ErrorType)
            .Resource(PollInterface.PollableType)
            .Resource(InputStreamType)
            .Resource(OutputStreamType)
            .Refusing(Value.Err(Value.Case(1)));
        DefineInput(builder);
        DefineOutput(builder);
        return builder.Instance;
    }
}
