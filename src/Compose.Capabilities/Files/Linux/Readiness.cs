namespace Compose.Capabilities.Files.Linux;

/// <summary>Asks the system whether a descriptor can be read or written without blocking.</summary>
internal static unsafe class Readiness
{
    /// <summary>Longest wait of a thread of the pool after nobody waits any more.</summary>
    private const int Slice = 100;

    /// <summary>Whether it is ready, or becomes so within the time; errors and hang-ups count as ready.</summary>
    public static bool Check(FileDescriptor descriptor, bool forWrite, int milliseconds)
    {
        bool held = false;
        try
        {
            descriptor.DangerousAddRef(ref held);
            var request = new LibC.PollRequest
            {
                Descriptor = (int)descriptor.DangerousGetHandle(),
                Events = forWrite ? LibC.PollOut : LibC.PollIn,
            };
            return LibC.Poll(&request, 1, milliseconds) > 0;
        }
        finally
        {
            if (held)
            {
                descriptor.DangerousRelease();
            }
        }
    }

    /// <summary>Ends when it is ready. Cancelling ends the wait at once.</summary>
    public static ValueTask WaitAsync(FileDescriptor descriptor, bool forWrite, CancellationToken cancellation) =>
        new(Task.Run(
            () =>
            {
                while (!descriptor.IsClosed && !Check(descriptor, forWrite, Slice))
                {
                    cancellation.ThrowIfCancellationRequested();
                }
            },
            cancellation).WaitAsync(cancellation));
}
