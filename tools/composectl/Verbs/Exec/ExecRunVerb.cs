using System.CommandLine;

namespace Compose.CommandLine;

/// <summary><c>exec run PLAN|ARTIFACT|COMPONENT [args]</c>.</summary>
internal sealed class ExecRunVerb
{
    private readonly ExecFlags _flags = new();
    private readonly Argument<string> _target = new("TARGET") { Description = "A plan, an artifact of `emit build`, or any component: a file, an address (oci://…, https://…, git:…) or a digest of the store. The guest's arguments follow it." };
    private readonly Option<string?> _invoke = new("--invoke") { Description = "Call this exported function instead, with arguments in WAVE: 'name(1, \"two\")'.", HelpName = "CALL" };

    public ExecRunVerb()
    {
        Command = new Command("run", "Run a command with exactly what it was granted. Options end at TARGET; what follows is the guest's.")
        {
            _target,
            _invoke,
        };
        _flags.AddTo(Command);
        _flags.AddRunTo(Command);
        Command.SetAction(parsed => Invocation.Run(parsed, invocation =>
            ExecSession.Run(invocation, _flags, parsed.GetRequiredValue(_target), GuestWords, parsed.GetValue(_invoke))));
    }

    public Command Command { get; }

    /// <summary>The words after the component.</summary>
    public string[] GuestWords { get; set; } = [];
}
