"""The tables of the procedure book, written out by hand: states in order, then event, sources, target and posts.

A source or target of several states stands with commas; `same` stays where it is; `(field)` is the post that the case
names in that field, or the person, after a colon.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    states: str
    final: str
    arrows: str


REVIEWS = "engineering_review, safety_review, director_approval"

BOOK: dict[str, Table] = {
    "hot_work_permit": Table(
        "draft engineering_review safety_review director_approval approved issued sealed in_force fire_watch closed "
        "rejected withdrawn revoked expired",
        "closed rejected withdrawn revoked expired",
        f"""
        submit      | draft                                           | engineering_review | front_desk
        endorse     | engineering_review                              | safety_review      | engineering_supervisor
        endorse     | safety_review                                   | director_approval  | safety_supervisor
        approve     | director_approval                               | approved           | director
        return      | engineering_review                              | draft              | engineering_supervisor
        return      | safety_review                                   | draft              | safety_supervisor
        return      | director_approval                               | draft              | director
        reject      | engineering_review                              | rejected           | engineering_supervisor
        reject      | safety_review                                   | rejected           | safety_supervisor
        reject      | director_approval                               | rejected           | director
        issue       | approved                                        | issued             | front_desk
        seal        | issued                                          | sealed             | director
        hand_over   | sealed                                          | in_force           | front_desk
        finish_work | in_force                                        | fire_watch         | front_desk safety_supervisor
        close       | fire_watch                                      | closed             | safety_supervisor
        revoke      | approved, issued, sealed, in_force              | revoked            | director safety_supervisor
        expire      | approved, issued, sealed, in_force              | expired            | clock
        withdraw    | draft, {REVIEWS}, approved, issued, sealed      | withdrawn          | front_desk
        """,
    ),
    "renovation": Table(
        "draft agreement_signed deposit_paid drawings_submitted engineering_review approved under_construction problem_open "
        "acceptance_requested rectification accepted deposit_held closed withdrawn",
        "closed withdrawn",
        """
        sign_agreement        | draft                            | agreement_signed     | front_desk
        record_payment        | agreement_signed                 | deposit_paid         | finance
        submit_drawings       | deposit_paid                     | drawings_submitted   | front_desk
        submit                | drawings_submitted               | engineering_review   | front_desk
        approve               | engineering_review               | approved             | engineering_supervisor
        return                | engineering_review               | deposit_paid         | engineering_supervisor
        start_construction    | approved                         | under_construction   | front_desk
        request_passes        | under_construction, problem_open | same                 | front_desk
        log_patrol            | under_construction, problem_open | same                 | cs_supervisor engineering_supervisor front_desk lobby_assistant lobby_lead safety_supervisor security
        adopt_extension       | under_construction, problem_open, acceptance_requested, rectification | same | clock
        pass_problem          | under_construction, problem_open | problem_open         | cs_supervisor engineering_supervisor front_desk lobby_assistant lobby_lead safety_supervisor security
        settle_problem        | problem_open                     | same                 | cs_supervisor engineering_supervisor safety_supervisor
        settle_problem        | problem_open                     | under_construction   | cs_supervisor engineering_supervisor safety_supervisor
        request_acceptance    | under_construction, rectification | acceptance_requested | front_desk
        sign_acceptance       | acceptance_requested             | same                 | cs_supervisor engineering_supervisor safety_supervisor
        request_rectification | acceptance_requested             | rectification        | cs_supervisor engineering_supervisor safety_supervisor
        accept                | acceptance_requested             | accepted             | cs_supervisor front_desk
        reinspect             | accepted                         | deposit_held         | engineering_supervisor
        find_damage           | deposit_held                     | accepted             | cs_supervisor engineering_supervisor
        refund_deposit        | deposit_held                     | closed               | finance
        withdraw              | draft, agreement_signed          | withdrawn            | front_desk
        withdraw_and_refund   | deposit_paid, drawings_submitted, engineering_review, approved | withdrawn | finance
        """,
    ),
    "renovation_extension": Table(
        "draft engineering_review director_approval awaiting_payment approved reissuing_passes closed rejected withdrawn",
        "closed rejected withdrawn",
        """
        submit             | draft              | engineering_review | front_desk
        endorse            | engineering_review | director_approval  | engineering_supervisor
        approve            | director_approval  | awaiting_payment   | director
        approve            | director_approval  | approved           | director
        record_payment     | awaiting_payment   | approved           | finance
        register_extension | approved           | closed             | front_desk
        register_extension | approved           | reissuing_passes   | front_desk
        finish_reissue     | reissuing_passes   | closed             | front_desk
        return             | engineering_review | draft              | engineering_supervisor
        return             | director_approval  | draft              | director
        reject             | engineering_review | rejected           | engineering_supervisor
        reject             | director_approval  | rejected           | director
        withdraw | draft, engineering_review, director_approval, awaiting_payment, approved | withdrawn | front_desk
        """,
    ),
    "worker_pass": Table(
        "draft verified awaiting_payment paid cards_made signed_for in_use closed rejected withdrawn",
        "closed rejected withdrawn",
        """
        verify          | draft                             | verified         | front_desk
        request_payment | verified                          | awaiting_payment | front_desk
        record_payment  | awaiting_payment                  | paid             | finance
        make_cards      | paid                              | cards_made       | front_desk
        sign_for        | cards_made                        | signed_for       | front_desk
        stamp           | signed_for                        | in_use           | finance
        void_pass       | in_use                            | same             | front_desk
        reissue_pass    | in_use                            | same             | front_desk
        return_pass     | in_use                            | same             | finance
        close           | in_use                            | closed           | front_desk
        reject          | draft, verified                   | rejected         | front_desk
        withdraw        | draft, verified, awaiting_payment | withdrawn        | front_desk
        """,
    ),
    "additional_works": Table(
        "draft engineering_review director_approval approved closed rejected withdrawn",
        "closed rejected withdrawn",
        """
        submit    | draft              | engineering_review | front_desk
        endorse   | engineering_review | director_approval  | engineering_supervisor
        approve   | director_approval  | approved           | director
        hand_over | approved           | closed             | front_desk
        return    | engineering_review | draft              | engineering_supervisor
        return    | director_approval  | draft              | director
        reject    | draft              | rejected           | front_desk
        reject    | engineering_review | rejected           | engineering_supervisor
        reject    | director_approval  | rejected           | director
        withdraw  | draft, engineering_review, director_approval, approved | withdrawn | front_desk
        """,
    ),
    "item_release": Table(
        "draft duty_review director_seal valid released rejected withdrawn expired",
        "released rejected withdrawn expired",
        """
        submit         | draft         | duty_review   | front_desk
        record_attempt | draft         | same          | front_desk
        sign           | duty_review   | director_seal | duty_manager
        seal           | director_seal | valid         | director
        release        | valid         | released      | lobby_assistant security
        stop_at_gate   | valid         | same          | lobby_assistant security
        return         | duty_review   | draft         | duty_manager
        return         | director_seal | draft         | director
        reject         | duty_review   | rejected      | duty_manager
        reject         | director_seal | rejected      | director
        withdraw       | draft, duty_review, director_seal, valid | withdrawn | front_desk
        expire         | valid         | expired       | clock
        """,
    ),
    "special_service": Table(
        "requested screening dispatched order_received fee_agreed in_service inspection rework escalated accepted "
        "charging follow_up corrective_action archived declined cancelled",
        "archived declined cancelled",
        """
        register            | requested                           | screening         | front_desk
        decline             | screening                           | declined          | front_desk
        reschedule          | screening, dispatched               | same              | front_desk
        dispatch            | screening                           | dispatched        | front_desk
        receive_order       | dispatched                          | order_received    | technician:technician
        agree_fee           | order_received                      | fee_agreed        | technician:technician
        cancel              | screening                           | cancelled         | front_desk
        cancel              | dispatched, order_received, fee_agreed | cancelled      | front_desk technician
        draw_materials      | fee_agreed, in_service, rework      | same              | technician warehouse
        return_materials    | fee_agreed, in_service, rework      | same              | technician warehouse
        return_materials    | inspection, escalated, accepted, charging | same        | technician warehouse
        start_service       | fee_agreed                          | in_service        | technician:technician
        start_service       | order_received                      | in_service        | technician:technician
        complete            | in_service, rework                  | inspection        | technician:technician
        accept              | inspection                          | accepted          | technician:technician
        request_rework      | inspection                          | rework            | technician:technician
        escalate            | inspection, rework, in_service      | escalated         | technician:technician
        settle              | escalated                           | accepted          | cs_supervisor director
        settle              | escalated                           | cancelled         | cs_supervisor director
        write_off           | accepted                            | charging          | front_desk
        write_off           | accepted                            | follow_up         | front_desk
        charge_cash         | charging                            | follow_up         | finance technician
        charge_bank         | charging                            | follow_up         | finance
        record_follow_up    | follow_up                           | archived          | archivist front_desk
        archive_unvisited   | follow_up                           | archived          | archivist front_desk
        record_dissatisfied | follow_up                           | corrective_action | archivist front_desk
        complete            | corrective_action                   | follow_up         | archivist front_desk
        """,
    ),
    "complaint": Table(
        "received recorded assigned investigating resolution_proposed director_approval executing feedback follow_up "
        "escalated archived withdrawn",
        "archived withdrawn",
        """
        record             | received             | recorded            | front_desk lobby_assistant lobby_lead
        resolve_at_desk    | recorded             | feedback            | front_desk
        assign             | recorded             | assigned            | cs_supervisor
        investigate        | assigned             | investigating       | (handler):assignee
        propose            | investigating        | resolution_proposed | (handler):assignee
        approve_resolution | resolution_proposed  | executing           | (reviewer)
        approve_resolution | resolution_proposed  | director_approval   | (reviewer)
        approve            | director_approval    | executing           | (approver)
        return             | director_approval    | investigating       | (approver)
        escalate           | recorded, feedback, follow_up | escalated  | cs_supervisor front_desk
        escalate           | assigned, investigating, executing | escalated | (handler):assignee
        escalate           | resolution_proposed  | escalated           | (reviewer)
        escalate           | director_approval    | escalated           | (approver)
        take_over          | escalated            | investigating       | (level)
        report_to_company  | assigned, investigating, resolution_proposed, director_approval | same | company_manager director
        report_to_company  | executing, feedback, follow_up, escalated | same | company_manager director
        complete           | executing            | feedback            | (handler):assignee
        give_feedback      | feedback             | follow_up           | cs_supervisor front_desk
        record_follow_up   | follow_up            | archived            | cs_supervisor front_desk
        reopen             | follow_up            | assigned            | cs_supervisor
        withdraw           | received, recorded, assigned, investigating | withdrawn | front_desk
        withdraw           | resolution_proposed, director_approval      | withdrawn | front_desk
        """,
    ),
}
