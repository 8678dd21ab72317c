namespace Compose.CommandLine;

/// <summary>What the program's own exit codes mean; `exec run` gives the guest's code once a guest has started.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>Refused by policy or trust.</summary>
    public const int Denied = 3;

    /// <summary>A guest trapped.</summary>
    public const int Trapped = 134;

    /// <summary>A guest reached a limit.</summary>
    public const int LimitReached = 137;

    /// <summary>The code for a set of errors: usage before denial before failure.</summary>
    public static int Of(IReadOnlyList<ComposeError> errors)
    {
        int code = Ok;
        foreach (ComposeError error in errors)
        {
            if (error.IsWarning)
            {
                continue;
            }

            if (error.Code == ErrorCodes.Generic.Usage)
            {
                return Usage;
            }

            bool denied = error.Code == ErrorCodes.Plan.PolicyViolation || error.Code == ErrorCodes.Exec.CapabilityDenied
                || (error.Code.Domain == "Trust" && !IsFault(error.Code));
            code = denied ? Denied : code == Denied ? Denied : Failed;
        }

        return code;
    }

    /// <summary>What is wrong with the means of verification, as against what was verified.</summary>
    private static bool IsFault(ErrorCode code) =>
        code == ErrorCodes.Trust.BackendError || code == ErrorCodes.Trust.InvalidPolicy || code == ErrorCodes.Trust.InvalidKey || code == ErrorCodes.Trust.InvalidRoot;
}
