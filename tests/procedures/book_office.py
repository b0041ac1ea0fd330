"""The tables of the work inside the office, as `book` has them of the other procedures."""

from tests.procedures.book import Table

DUTY = "archivist front_desk lobby_assistant lobby_lead"
ABOVE = "cs_supervisor duty_manager lobby_lead"
TEACHERS = "cs_supervisor lobby_lead trainer"
STAFF = "archivist cs_supervisor duty_manager front_desk lobby_assistant lobby_lead trainer"
HEADS = "cs_supervisor engineering_supervisor office safety_supervisor"
ISSUERS = (
    "cs_supervisor director duty_manager engineering_supervisor lobby_lead office quality_inspector safety_supervisor"
)
BELOW = "archivist front_desk lobby_assistant lobby_lead trainer"
CHECKERS = "cs_supervisor director engineering_supervisor lobby_lead office quality_inspector safety_supervisor"

OFFICE: dict[str, Table] = {
    "shift_handover": Table(
        "preparing inspecting signing handed_over refused reviewed cancelled",
        "reviewed cancelled",
        f"""
        submit          | preparing                     | inspecting  | {DUTY}:outgoing
        inspect         | inspecting                    | signing     | {DUTY}:incoming
        return          | inspecting, signing           | preparing   | {DUTY}:incoming
        refuse_handover | inspecting, signing           | refused     | {DUTY}:incoming
        order_anew      | refused                       | preparing   | cs_supervisor duty_manager
        change_incoming | inspecting                    | preparing   | {ABOVE}
        sign_handover   | signing                       | handed_over | {DUTY}
        sign_handover   | signing                       | same        | {DUTY}
        settle_work     | handed_over                   | same        | {DUTY}:incoming
        review_log      | handed_over                   | reviewed    | cs_supervisor
        cancel          | preparing, inspecting, refused | cancelled  | {ABOVE}
        """,
    ),
    "duty_roster": Table(
        "draft published archived cancelled",
        "archived cancelled",
        """
        add_duties  | draft     | same      | (maker)
        drop_duties | draft     | same      | (maker)
        publish     | draft     | published | (maker)
        swap_duty   | published | same      | (maker)
        archive     | published | archived  | (maker)
        cancel      | draft     | cancelled | (maker)
        """,
    ),
    "training_plan": Table(
        "draft director_review approved running closed cancelled",
        "closed cancelled",
        """
        submit         | draft             | director_review | cs_supervisor
        approve        | director_review   | approved        | director
        return         | director_review   | draft           | director
        carry_out      | approved          | running         | cs_supervisor
        revise         | approved, running | director_review | cs_supervisor
        record_session | running           | same            | cs_supervisor lobby_lead safety_supervisor trainer
        rate_lecturer  | running           | same            | cs_supervisor
        close          | running           | closed          | cs_supervisor
        cancel         | draft             | cancelled       | cs_supervisor
        """,
    ),
    "onboarding": Table(
        "hired theory practice exam retraining confirmed withdrawn",
        "confirmed withdrawn",
        f"""
        begin_theory   | hired                                     | theory     | cs_supervisor
        record_session | theory, practice, retraining              | same       | {TEACHERS}
        begin_practice | theory                                    | practice   | cs_supervisor
        call_to_exam   | practice                                  | exam       | lobby_lead
        record_result  | exam                                      | confirmed  | cs_supervisor
        record_result  | exam                                      | retraining | cs_supervisor
        call_to_exam   | retraining                                | exam       | cs_supervisor
        withdraw       | hired, theory, practice, exam, retraining | withdrawn  | cs_supervisor
        """,
    ),
    "training_assessment": Table(
        "assessing points_review coaching resit last_chance dismissal_review analysing closed dismissal_agreed cancelled",
        "closed dismissal_agreed cancelled",
        f"""
        record_result  | assessing, resit | points_review    | cs_supervisor
        record_result  | assessing, resit | analysing        | cs_supervisor
        confirm_points | points_review    | last_chance      | director
        confirm_points | points_review    | coaching         | director
        confirm_points | points_review    | analysing        | director
        waive_points   | points_review    | last_chance      | director
        waive_points   | points_review    | coaching         | director
        waive_points   | points_review    | analysing        | director
        coach          | coaching         | resit            | {TEACHERS}
        record_result  | last_chance      | analysing        | cs_supervisor
        record_result  | last_chance      | dismissal_review | cs_supervisor
        dismiss        | dismissal_review | dismissal_agreed | director
        keep_on        | dismissal_review | coaching         | director
        analyse        | analysing        | closed           | cs_supervisor
        cancel         | assessing        | cancelled        | cs_supervisor
        """,
    ),
    "fault_notice": Table(
        "draft issued appealed_department appealed_director appealed_company acknowledged upheld revoked summarised "
        "closed cancelled",
        "closed cancelled",
        f"""
        issue_notice      | draft                         | issued              | {ISSUERS}
        acknowledge       | issued                        | acknowledged        | {STAFF}:employee
        record_silence    | issued                        | acknowledged        | office
        appeal            | issued                        | appealed_company    | {STAFF}:employee
        appeal            | issued                        | appealed_director   | {STAFF}:employee
        appeal            | issued                        | appealed_department | {STAFF}:employee
        uphold            | appealed_department           | upheld              | {HEADS}
        uphold            | appealed_director             | upheld              | director
        uphold            | appealed_company              | upheld              | company_manager
        revoke            | appealed_department           | revoked             | {HEADS}
        revoke            | appealed_director             | revoked             | director
        revoke            | appealed_company              | revoked             | company_manager
        appeal            | upheld                        | appealed_company    | {STAFF}:employee
        appeal            | upheld                        | appealed_director   | {STAFF}:employee
        summarise         | acknowledged, revoked, upheld | summarised          | cs_supervisor office
        confirm_penalty   | summarised                    | same                | company_manager director office
        report_to_finance | summarised                    | closed              | cs_supervisor office
        cancel            | draft                         | cancelled           | {ISSUERS}
        """,
    ),
    "performance_review": Table(
        "collecting published objected verified office_approved archived cancelled",
        "archived cancelled",
        f"""
        record_check  | collecting          | same            | {CHECKERS}
        publish       | collecting          | published       | cs_supervisor
        agree         | published           | same            | {BELOW}:employee
        object        | published           | objected        | {BELOW}:employee
        verify_scores | objected            | verified        | office
        endorse       | published, verified | office_approved | office
        return        | published, verified | collecting      | office
        return        | office_approved     | collecting      | company_manager
        approve       | office_approved     | archived        | company_manager
        cancel        | collecting          | cancelled       | cs_supervisor
        """,
    ),
}
